import type { FilterNode } from '../../shared/filter/filter-node'
import { TextPattern } from '../../shared/filter/text-pattern'
import { TextSearch } from '../../shared/filter/text-search'

/** A stretch of bytes: `from` up to, not including, `to`. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** The texts that a filter looks for; those it excludes are not among them. */
export function soughtTexts(filter: FilterNode): TextPattern[] {
  switch (filter.is) {
    case 'text':
      return [new TextPattern(filter.bytes)]
    case 'all':
    case 'any':
      return filter.nodes.flatMap(soughtTexts)
    default:
      return []
  }
}

/** Where any of `sought` occurs in `bytes`; in order, none overlapping. */
export function findBytes(bytes: Uint8Array, sought: readonly TextPattern[]): ByteRange[] {
  const searches = sought.map((pattern) => new TextSearch(pattern, bytes, bytes.length))
  const found: ByteRange[] = []
  for (let at = 0; at < bytes.length;) {
    const next = firstFrom(searches, at)
    if (!next) break
    found.push(next)
    at = next.to
  }
  return found
}

function firstFrom(searches: readonly TextSearch[], at: number): ByteRange | null {
  let first: ByteRange | null = null
  for (const search of searches) {
    const from = search.find(at)
    if (from >= 0 && (!first || from < first.from)) first = { from, to: search.matchEnd }
  }
  return first
}
