import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import { RowCache, type FetchRows } from './row-cache'
import {
  clampPosition,
  isAtEnd,
  lastPosition,
  positionCentring,
  positionShowing,
  rowsAt,
  type RowRange,
  type ScrollExtent,
} from './scroll-geometry'

/** How long rows on their way keep what was on screen before, ms; then places are kept open for them. */
const holdMs = 80
/** The same while auto-scroll moves: nobody asked for another place, so the tail may come late but whole. */
const tailHoldMs = 1_000
/** When the rows become others, the ones before stay this long for somebody to say where to go on, ms. */
const restartMs = 160
/** What is on screen: always of one moment, so that nothing flickers or jumps while rows are on their way. */
export interface RowFrame<R> extends RowRange {
  readonly position: number
  readonly extent: ScrollExtent
  /** `undefined` where a row is still on its way. */
  readonly rows: readonly (R | undefined)[]
}

export interface RowWindowOptions<R> {
  /** Rows there are to show; grows. */
  readonly total: Ref<number>
  /** Changes when the rows become others (another filter, another capture); null while there are none. */
  readonly source: Ref<string | null>
  readonly fetch: FetchRows<R>
  readonly onFailure: (thrown: unknown) => void
  /** px. */
  readonly rowHeight: number
  readonly pageRows?: number
  /** Starts at the end and stays there. */
  readonly follows?: boolean
}

/** The rows on screen of a list of any length, and the moves of a person through it. */
export function useRowWindow<R>(options: RowWindowOptions<R>) {
  const { rowHeight } = options
  const height = ref(0)
  const frame = shallowRef<RowFrame<R>>({
    ...rowsAt(0, extentOf(0)),
    position: 0,
    extent: extentOf(0),
    rows: [],
  })
  /** Auto-scroll: the window stays on the last rows. */
  const following = ref(options.follows ?? false)
  /** Where the person wants to be; the frame follows as soon as the rows are here. */
  let wanted = { position: 0, total: 0 }
  let hold: ReturnType<typeof setTimeout> | undefined
  let restart: ReturnType<typeof setTimeout> | undefined
  /** A button is down on a row: auto-scroll waits, so that the row stays under the pointer. */
  let held = false

  const cache = new RowCache<R>({
    fetch: options.fetch,
    pageRows: options.pageRows,
    onRows: commitWhenCovered,
    onFailure: options.onFailure,
  })

  function extentOf(total: number): ScrollExtent {
    return { total, height: height.value, rowHeight }
  }

  function show(position: number): void {
    clearTimeout(restart)
    restart = undefined
    wanted = { position, total: options.total.value }
    if (height.value <= 0) return
    const range = rowsAt(position, extentOf(wanted.total))
    cache.want(range.first, range.count, wanted.total, 2 * range.count)
    if (cache.covers(range.first, range.count)) commit()
    else hold ??= setTimeout(commit, following.value && frame.value.rows.length > 0 ? tailHoldMs : holdMs)
  }

  function commitWhenCovered(): void {
    const range = rowsAt(wanted.position, extentOf(wanted.total))
    if (hold === undefined || cache.covers(range.first, range.count)) commit()
  }

  function commit(): void {
    clearTimeout(hold)
    hold = undefined
    if (height.value <= 0 || (held && following.value)) return
    const extent = extentOf(wanted.total)
    const position = clampPosition(wanted.position, extent)
    const range = rowsAt(position, extent)
    const rows = Array.from({ length: range.count }, (_, index) => cache.get(range.first + index))
    if (!isShown(position, extent, rows)) frame.value = { ...range, position, extent, rows }
    if (following.value && options.total.value > wanted.total) showEnd()
  }

  function isShown(position: number, extent: ScrollExtent, rows: readonly (R | undefined)[]): boolean {
    const now = frame.value
    return (
      position === now.position &&
      extent.total === now.extent.total &&
      extent.height === now.extent.height &&
      rows.length === now.rows.length &&
      rows.every((row, index) => row === now.rows[index])
    )
  }

  function showEnd(): void {
    show(lastPosition(extentOf(options.total.value)))
  }

  /** Shows `position`; auto-scroll holds on at the end and lets go elsewhere. */
  function scrollTo(position: number): void {
    const extent = extentOf(options.total.value)
    if (options.follows) following.value = isAtEnd(position, extent)
    show(clampPosition(position, extent))
  }

  /** Moves by exactly `pixels`, from where the person wanted to be. */
  function scrollBy(pixels: number): void {
    const before = clampPosition(wanted.position, extentOf(options.total.value))
    const after = clampPosition(before + pixels, extentOf(options.total.value))
    if (after >= before) return scrollTo(after)
    following.value = false
    show(after)
  }

  function scrollToRow(row: number, where: 'nearest' | 'centre'): void {
    const extent = extentOf(options.total.value)
    scrollTo(
      where === 'centre' ? positionCentring(row, extent) : positionShowing(row, wanted.position, extent),
    )
  }

  function follow(on: boolean): void {
    following.value = on
    if (on) showEnd()
  }

  /** Auto-scroll stands still while `on`, and catches up after. */
  function holdStill(on: boolean): void {
    if (held === on) return
    held = on
    if (!on && following.value) showEnd()
  }

  function becomeOther(): void {
    held = false
    cache.clear()
    clearTimeout(hold)
    clearTimeout(restart)
    hold = undefined
    if (!options.follows) return show(0)
    // A filter has to find its first rows before it has an end to go to.
    if (following.value && options.total.value > 0) return showEnd()
    wanted = { position: 0, total: options.total.value }
    restart = setTimeout(() => (following.value ? showEnd() : show(0)), restartMs)
  }

  watch([options.source, options.total], ([source, total], [sourceBefore]) => {
    if (source !== sourceBefore) becomeOther()
    else if (restart !== undefined && !following.value) return
    else if (!following.value) show(clampPosition(wanted.position, extentOf(total)))
    else if (held) return
    // A frame on its way is finished first: a tail that outruns its rows would never be shown.
    else if (hold === undefined || total < wanted.total) showEnd()
  })
  watch(height, () => {
    if (following.value) showEnd()
    else show(wanted.position)
  })
  onScopeDispose(() => {
    clearTimeout(hold)
    clearTimeout(restart)
    cache.clear()
  })

  return {
    frame,
    height,
    following,
    rowAt: (row: number) => cache.get(row),
    refresh: () => cache.refresh(),
    /** One row has changed. */
    renew: (row: number) => cache.renew(row),
    scrollTo,
    scrollBy,
    scrollToRow,
    follow,
    holdStill,
  }
}

export type RowWindow<R> = ReturnType<typeof useRowWindow<R>>
