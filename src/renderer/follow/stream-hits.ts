import type { FollowMatch } from '../../shared/contract/engine/follow-calls'
import type { FilterPattern } from '../../shared/filter/filter-pattern'
import { findBytes, type ByteRange } from '../log/find-bytes'
import type { StreamBytes } from './stream-bytes'
import type { StreamRow } from './stream-rows'

/** Bytes around the screen that are searched too: a hit may begin above it. */
const margin = 1_024

/** A stretch of one direction within a stretch of the stream. */
interface Run {
  readonly from: number
  readonly to: number
  /** Of `from` in the bytes of the direction. */
  readonly offset: number
}

/** Where `pattern` occurs on screen, in the joined bytes of each direction; positions of the stream, in order. */
export function hitsOnScreen(
  bytes: StreamBytes,
  rows: readonly StreamRow[],
  pattern: FilterPattern | null,
): ByteRange[] {
  const first = rows[0]
  const last = rows.at(-1)
  if (!pattern || !first || !last) return []
  const from = Math.max(bytes.from, first.start - margin)
  const to = Math.min(bytes.to, last.end + margin)
  return (['in', 'out'] as const)
    .flatMap((direction) => hitsOf(bytes, runsOf(bytes, direction, from, to), pattern))
    .sort((one, other) => one.from - other.from)
}

/** Where a match is in a stretch: in pieces where the other direction comes between. */
export function rangesOfMatch(bytes: StreamBytes, match: FollowMatch | null): ByteRange[] {
  if (!match) return []
  return runsOf(bytes, match.direction, bytes.from, bytes.to).flatMap(({ from, to, offset }) => {
    const start = from + Math.max(0, match.from - offset)
    const end = Math.min(to, from + match.to - offset)
    return start < end ? [{ from: start, to: end }] : []
  })
}

function runsOf(bytes: StreamBytes, direction: 'in' | 'out', from: number, to: number): Run[] {
  return bytes.segments.flatMap((segment): Run[] => {
    const start = Math.max(segment.position, from)
    const end = Math.min(segment.position + segment.length, to)
    if (segment.direction !== direction || start >= end) return []
    return [{ from: start, to: end, offset: segment.offset + start - segment.position }]
  })
}

function hitsOf(
  { data, from: base }: StreamBytes,
  runs: readonly Run[],
  pattern: FilterPattern,
): ByteRange[] {
  const joined = new Uint8Array(runs.reduce((sum, { from, to }) => sum + to - from, 0))
  let at = 0
  for (const { from, to } of runs) {
    joined.set(data.subarray(from - base, to - base), at)
    at += to - from
  }
  const found = findBytes(joined, [pattern])
  const hits: ByteRange[] = []
  let start = 0
  let next = 0
  for (const { from, to } of runs) {
    const length = to - from
    while (next < found.length && found[next]!.to <= start) next += 1
    for (let hit = next; hit < found.length && found[hit]!.from < start + length; hit += 1) {
      const { from: begin, to: end } = found[hit]!
      hits.push({ from: from + Math.max(0, begin - start), to: from + Math.min(length, end - start) })
    }
    start += length
  }
  return hits
}
