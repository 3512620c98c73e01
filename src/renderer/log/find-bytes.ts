import type { TextEncoding } from '../../shared/encoding/text-encoding'
import type { BytePattern } from '../../shared/filter/byte-pattern'
import type { FilterNode } from '../../shared/filter/filter-node'
import type { FilterPattern } from '../../shared/filter/filter-pattern'
import { HexPattern } from '../../shared/filter/hex-pattern'
import { RegexPattern } from '../../shared/filter/regex-pattern'
import { TextPattern } from '../../shared/filter/text-pattern'
import { MessageSearch } from '../../shared/filter/text-search'

/** A stretch of bytes: `from` up to, not including, `to`. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** What is looked for in messages, and in the text of events, which is UTF-8; null: not there. */
export interface SoughtPattern {
  readonly inMessages: FilterPattern
  readonly inEvents: FilterPattern | null
}

/** What a filter looks for in bytes with text of `encoding`; what it excludes is not among it. */
export function soughtPatterns(filter: FilterNode, encoding: TextEncoding = 'utf-8'): SoughtPattern[] {
  switch (filter.is) {
    case 'text':
      return [inBoth((of) => new TextPattern(filter.bytes, of, filter.given), encoding)]
    case 'hex':
      return [{ inMessages: new HexPattern(filter.bytes), inEvents: null }]
    case 'regex':
      return [inBoth((of) => new RegexPattern(filter.pattern, filter.flags, of), encoding)]
    case 'all':
    case 'any':
      return filter.nodes.flatMap((node) => soughtPatterns(node, encoding))
    default:
      return []
  }
}

function inBoth(make: (encoding: TextEncoding) => FilterPattern, encoding: TextEncoding): SoughtPattern {
  const inMessages = make(encoding)
  return { inMessages, inEvents: encoding === 'utf-8' ? inMessages : make('utf-8') }
}

/** Where any of `sought` occurs in `bytes`, which begin a message; in order, none overlapping. */
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
  const search = new MessageSearch(pattern, bytes)
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
