import type { FollowSegment, FollowWindow } from '../../shared/contract/engine/follow-calls'

/** A stretch of a stream with the messages it is of. Positions in bytes of the stream. */
export interface StreamBytes {
  readonly from: number
  readonly to: number
  readonly data: Uint8Array
  readonly segments: readonly FollowSegment[]
}

/** Bytes that went one way without the other way coming between, as far as they are in a stretch. */
export interface StreamTurn {
  readonly direction: 'in' | 'out'
  readonly from: number
  readonly to: number
  /** Where `from` stands in the bytes of its direction. */
  readonly offset: number
  /** The turn begins at `from`, and not before the stretch. */
  readonly whole: boolean
}

/** Joins answers that follow each other. */
export function joinWindows(windows: readonly FollowWindow[], from: number): StreamBytes {
  const length = windows.reduce((sum, { data }) => sum + data.length, 0)
  const data = new Uint8Array(length)
  const segments: FollowSegment[] = []
  let at = 0
  for (const window of windows) {
    data.set(window.data, at)
    at += window.data.length
    for (const segment of window.segments) {
      if (segments.at(-1)?.record !== segment.record) segments.push(segment)
    }
  }
  return { from, to: from + length, data, segments }
}

/** The turns of a stretch, in order. */
export function turnsOf({ from, to, segments }: StreamBytes): StreamTurn[] {
  const turns: StreamTurn[] = []
  for (const { direction, position, offset, length } of segments) {
    const start = Math.max(position, from)
    const end = Math.min(position + length, to)
    if (start >= end) continue
    const last = turns.at(-1)
    if (last?.direction === direction) turns[turns.length - 1] = { ...last, to: end }
    else {
      const whole = last !== undefined || start === 0
      turns.push({ direction, from: start, to: end, offset: offset + start - position, whole })
    }
  }
  return turns
}

/** The message that holds byte `position`, which must be in the stretch. */
export function segmentAt({ segments }: StreamBytes, position: number): FollowSegment {
  let low = 0
  let high = segments.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (segments[middle]!.position <= position) low = middle
    else high = middle - 1
  }
  return segments[low]!
}
