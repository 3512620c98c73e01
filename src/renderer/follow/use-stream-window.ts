import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { maxSpacerHeight } from '../log/scroll-geometry'
import type { StreamBytes } from './stream-bytes'
import { layOutRows, lookBehind, type RowLayout, type StreamRow } from './stream-rows'
import type { FollowStream } from './use-follow-stream'

/** px; `--row` of the theme. */
export const streamRowHeight = 22
/** Bytes read before and behind what is on screen, so that small steps need no reading. */
const spare = 24 * 1024
/** A row has at least so many bytes for an estimate of how many rows there are. */
const estimatedRowBytes = 40

/** A stretch of a stream with its rows. */
interface LaidOut {
  readonly bytes: StreamBytes
  readonly layout: RowLayout
  readonly rows: readonly StreamRow[]
}

/** What is on screen: always of one moment. `shift` px of the first row are above the window. */
export interface StreamFrame {
  readonly bytes: StreamBytes
  /** How the rows were made. */
  readonly layout: RowLayout
  readonly rows: readonly StreamRow[]
  readonly shift: number
  readonly total: number
}

const nothing: StreamBytes = { from: 0, to: 0, data: new Uint8Array(), segments: [] }

/**
 * The rows on screen of a stream of any length. Places are bytes: rows are laid out around what is shown and nowhere
 * else, so the native scrollbar stands for bytes.
 */
export function useStreamWindow(stream: FollowStream, layout: Ref<RowLayout>, source: Ref<string | null>) {
  const height = ref(0)
  const frame = shallowRef<StreamFrame>({ ...nothingLaidOut(), shift: 0, total: 0 })
  /** Auto-scroll: the window stays at the end. */
  const following = ref(true)
  let laidOut: LaidOut = nothingLaidOut()
  /** Where the person is: the row with this byte is the first one. */
  let top = { position: 0, shift: 0 }
  let reading = false
  let again: (() => void) | null = null
  /** Counts what was wished for: a reading for an earlier wish shows nothing. */
  let wish = 0
  /** What is being read for; where it has moved on meanwhile is looked at when it is here. */
  let pending: 'end' | 'place' | null = null

  const visible = computed(() => Math.ceil(height.value / streamRowHeight) + 1)
  const screenBytes = () => visible.value * (layout.value.mode === 'hex' ? 16 : layout.value.columns * 3)

  function nothingLaidOut(): LaidOut {
    return { bytes: nothing, layout: layout.value, rows: [] }
  }

  /** Reads `from` … `to` and what is needed to lay it out, one reading at a time; the last wish counts. */
  async function around(from: number, to: number, then: () => void): Promise<void> {
    const mine = wish
    if (reading) {
      again = () => void around(from, to, then)
      return
    }
    reading = true
    try {
      const start = Math.max(0, from - lookBehind)
      const bytes = await stream.read(start, Math.min(to, stream.total.value))
      if (mine === wish) {
        pending = null
        const rows = layOutRows(bytes, layout.value, stream.total.value)
        laidOut = { bytes, layout: layout.value, rows }
        then()
      }
    } catch (thrown) {
      if (mine === wish) {
        pending = null
        stream.reportFailure(thrown)
      }
    } finally {
      reading = false
      const next = again
      again = null
      next?.()
    }
  }

  /** Index of the row that holds byte `position`; -1 where it is not laid out. */
  function rowOf(position: number): number {
    const { rows } = laidOut
    if (rows.length === 0 || position < rows[0]!.start || position >= rows.at(-1)!.end) return -1
    let low = 0
    let high = rows.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (rows[middle]!.start <= position) low = middle
      else high = middle - 1
    }
    return low
  }

  const reachesEnd = () => laidOut.bytes.to >= stream.total.value
  const lastShift = () => Math.max(0, laidOut.rows.length * streamRowHeight - height.value)

  function commit(first: number, shift: number): void {
    const rows = laidOut.rows.slice(first, first + visible.value)
    top = { position: rows[0]?.start ?? 0, shift }
    frame.value = { ...laidOut, rows, shift, total: stream.total.value }
  }

  function showEnd(): void {
    if (pending === 'end') return
    newWish()
    pending = 'end'
    const { total } = stream
    const before = height.value
    void around(total.value - screenBytes(), total.value, () => {
      const pixels = lastShift()
      const first = Math.floor(pixels / streamRowHeight)
      commit(first, pixels - first * streamRowHeight)
      const grew = stream.total.value > laidOut.bytes.to || height.value > before
      if (following.value && grew) showEnd()
    })
  }

  function newWish(): void {
    wish += 1
    pending = null
    again = null
  }

  /** Shows the row with byte `position`, `pixels` further down; reads where it has to. */
  function show(position: number, pixels: number, mayRead = true): void {
    if (height.value <= 0) return
    const row = rowOf(position)
    const first = row + Math.floor(pixels / streamRowHeight)
    const complete = row >= 0 && (first >= 0 || laidOut.rows[0]!.start === 0)
    if (complete && (first + visible.value <= laidOut.rows.length || reachesEnd())) {
      newWish()
      const wanted = Math.max(0, row * streamRowHeight + pixels)
      const at = Math.min(wanted, reachesEnd() ? lastShift() : Infinity)
      const index = Math.floor(at / streamRowHeight)
      commit(index, at - index * streamRowHeight)
    } else if (mayRead) {
      top = { position, shift: pixels }
      if (pending !== 'place') readPlace()
    } else if (laidOut.rows.length > 0) {
      commit(Math.max(0, Math.min(first, laidOut.rows.length - 1)), 0)
    } else {
      commit(0, 0)
    }
  }

  /** Reads around where the person is by now. */
  function readPlace(): void {
    newWish()
    pending = 'place'
    const { position, shift } = top
    const rowBytes = layout.value.columns * 3
    const back = Math.max(0, -shift / streamRowHeight) * rowBytes
    const ahead = Math.max(0, shift / streamRowHeight) * rowBytes
    void around(position - back - spare, position + ahead + screenBytes() + spare, () => {
      const moved = top.position !== position || top.shift !== shift
      show(top.position, top.shift, moved)
    })
  }

  /** Shows byte `position` in the middle. */
  function centre(position: number): void {
    following.value = false
    show(position, -Math.floor(height.value / 2 / streamRowHeight) * streamRowHeight)
  }

  /** Moves by pixels; auto-scroll lets go on the way up and takes hold at the end. */
  function scrollBy(pixels: number): void {
    if (pixels < 0) following.value = false
    else if (isAtEnd() && !following.value) return follow(true)
    show(top.position, top.shift + pixels)
  }

  function isAtEnd(): boolean {
    const { rows, shift } = frame.value
    const last = rows.at(-1)
    if (!last) return true
    return last.end >= stream.total.value && rows.length * streamRowHeight - shift <= height.value + 1
  }

  function scrollTo(position: number): void {
    following.value = false
    show(Math.max(0, Math.min(position, stream.total.value - 1)), 0)
  }

  function follow(on: boolean): void {
    following.value = on
    if (on) showEnd()
  }

  /** The rows become others: of another stream, or laid out anew around the first one on screen. */
  function restart(keepPlace: boolean): void {
    newWish()
    laidOut = nothingLaidOut()
    if (!keepPlace) top = { position: 0, shift: 0 }
    if (height.value <= 0) return
    if (following.value) showEnd()
    else show(top.position, 0)
  }

  watch(source, () => {
    frame.value = { ...nothingLaidOut(), shift: 0, total: 0 }
    restart(false)
  })
  watch(layout, () => restart(true))
  watch(stream.total, () => {
    if (height.value <= 0) return
    if (following.value) showEnd()
    else if (frame.value.rows.length < visible.value) show(top.position, top.shift)
    else frame.value = { ...frame.value, total: stream.total.value }
  })
  watch(height, () => {
    if (height.value <= 0) return
    if (following.value) showEnd()
    else show(top.position, top.shift)
  })
  onScopeDispose(newWish)

  /** How tall all rows would be, about, px. */
  const spacer = computed(() => {
    const { rows, bytes, total } = frame.value
    const whole = bytes.from === 0 && bytes.to >= total && rows.length < visible.value
    const estimate = whole ? rows.length : total / (layout.value.mode === 'hex' ? 16 : estimatedRowBytes)
    const least = whole ? height.value : height.value + streamRowHeight
    return Math.min(maxSpacerHeight, Math.max(least, Math.ceil(estimate) * streamRowHeight))
  })
  /** 0 … 1: how far down the first row is. */
  const share = computed(() => {
    const { rows, total } = frame.value
    if (rows.length === 0 || total === 0) return 0
    const seen = rows.at(-1)!.end - rows[0]!.start
    return isAtEnd() ? 1 : Math.min(1, rows[0]!.start / Math.max(1, total - seen))
  })

  return {
    height,
    frame,
    following,
    visible,
    spacer,
    share,
    isAtEnd,
    show,
    centre,
    scrollBy,
    scrollTo,
    follow,
  }
}

export type StreamWindow = ReturnType<typeof useStreamWindow>
