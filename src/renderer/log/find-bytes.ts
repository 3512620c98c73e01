import type { BytePattern } from '../../shared/filter/byte-pattern'
import type { FilterNode } from '../../shared/filter/filter-node'
import type { FilterPattern } from '../../shared/filter/filter-pattern'
import { HexPattern } from '../../shared/filter/hex-pattern'
import { RegexPattern } from '../../shared/filter/regex-pattern'
import { TextPattern } from '../../shared/filter/text-pattern'
import { TextSearch } from '../../shared/filter/text-search'

/** A stretch of bytes: `from` up to, not including, `to`. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** What a filter looks for in bytes; what it excludes is not among it. */
export function soughtPatterns(filter: FilterNode): FilterPattern[] {
  switch (filter.is) {
    case 'text':
      return [new TextPattern(filter.bytes)]
    case 'hex':
      return [new HexPattern(filter.bytes)]
    case 'regex':
      return [new RegexPattern(filter.pattern, filter.flags)]
    case 'all':
    case 'any':
      return filter.nodes.flatMap(soughtPatterns)
    default:
      return []
  }
}

/** Where any of `sought` occurs in `bytes`; in order, none overlapping. */
export function findBytes(bytes: Uint8Array, sought: readonly FilterPattern[]): ByteRange[] {
  const sources = sought.map((pattern) =>
    pattern instanceof RegexPattern ? matchesFrom(pattern.matchesIn(bytes)) : searchFrom(pattern, bytes),
  )
  const found: ByteRange[] = []
  for (let at = 0; at < bytes.length;) {
    const next = firstFrom(sources, at)
    if (!next) break
    found.push(next)
    at = next.to
  }
  return found
}

/** Tells the first match at or after a position, which does not fall from call to call. */
type MatchSource = (from: number) => ByteRange | null

function searchFrom(pattern: BytePattern, bytes: Uint8Array): MatchSource {
  const search = new TextSearch(pattern, bytes, bytes.length)
  return (at) => {
    const from = search.find(at)
    return from < 0 ? null : { from, to: search.matchEnd }
  }
}

function matchesFrom(matches: readonly ByteRange[]): MatchSource {
  let next = 0
  return (at) => {
    while (next < matches.length && matches[next]!.from < at) next += 1
    return matches[next] ?? null
  }
}

function firstFrom(sources: readonly MatchSource[], at: number): ByteRange | null {
  let first: ByteRange | null = null
  for (const source of sources) {
    const match = source(at)
    if (match && (!first || match.from < first.from)) first = match
  }
  return first
}
