import type { FoundMatch } from '../../../shared/contract/engine/view-calls'
import type { RunningQuery } from './running-query'

export type FindDirection = 'next' | 'previous'

/** Records of a view, both included; empty where `last` is less than `first`. */
export interface RecordRange {
  readonly first: number
  readonly last: number
}

/**
 * The match of `query` after or before `record`, going on at the other end of `range`. What the query has decided
 * already is looked up; the rest is searched from `record` on. Without a query every record matches. Null where nothing
 * does, and as soon as `isOver`.
 */
export async function findMatch(
  query: RunningQuery | null,
  range: RecordRange,
  record: number,
  direction: FindDirection,
  isOver: () => boolean,
): Promise<FoundMatch | null> {
  const back = direction === 'previous'
  const from = Math.min(Math.max(record, range.first - 1), range.last + 1)
  const ahead = back ? { first: range.first, last: from - 1 } : { first: from + 1, last: range.last }
  const behind = back ? { first: from, last: range.last } : { first: range.first, last: from }
  const near = await matchIn(query, range, ahead, back)
  if (near !== null) return { record: near, place: placeOf(query, range, near), wrapped: false }
  if (isOver()) return null
  const far = await matchIn(query, range, within(behind, range), back)
  return far === null ? null : { record: far, place: placeOf(query, range, far), wrapped: true }
}

function within({ first, last }: RecordRange, range: RecordRange): RecordRange {
  return { first: Math.max(first, range.first), last: Math.min(last, range.last) }
}

function matchIn(
  query: RunningQuery | null,
  range: RecordRange,
  wanted: RecordRange,
  back: boolean,
): Promise<number | null> | number | null {
  if (wanted.first > wanted.last) return null
  if (!query) return back ? wanted.last : wanted.first
  return back ? lastMatch(query, range, wanted) : firstMatch(query, range, wanted)
}

function firstMatch(
  query: RunningQuery,
  { first }: RecordRange,
  wanted: RecordRange,
): Promise<number | null> | number | null {
  const { bitmap } = query
  const [position] = bitmap.select(bitmap.rank(wanted.first - first), 1)
  if (position !== undefined) return first + position <= wanted.last ? first + position : null
  return query.seek(Math.max(wanted.first, first + bitmap.length), wanted.last, false)
}

async function lastMatch(
  query: RunningQuery,
  { first }: RecordRange,
  wanted: RecordRange,
): Promise<number | null> {
  const { bitmap } = query
  const decided = first + bitmap.length - 1
  if (wanted.last > decided) {
    const found = await query.seek(Math.max(wanted.first, decided + 1), wanted.last, true)
    if (found !== null) return found
  }
  const before = bitmap.rank(Math.min(wanted.last, decided) - first + 1)
  const [position] = before > 0 ? bitmap.select(before - 1, 1) : []
  return position !== undefined && first + position >= wanted.first ? first + position : null
}

/** How many matches lie before `record`, where it is known. */
function placeOf(query: RunningQuery | null, { first }: RecordRange, record: number): number | null {
  const position = record - first
  if (!query) return position
  return position < query.bitmap.length ? query.bitmap.rank(position) : null
}
