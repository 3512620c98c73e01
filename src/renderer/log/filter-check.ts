import { toFailure, type Failure } from '../../shared/contract/errors'
import { emptyFilter, type FilterNode } from '../../shared/filter/filter-node'
import { filterTokens } from '../../shared/filter/filter-tokens'
import { parseFilter } from '../../shared/filter/parse-filter'

/** What was typed, understood or not. */
export type FilterCheck =
  { readonly ok: true; readonly filter: FilterNode } | { readonly ok: false; readonly failure: Failure }

/** Parses a filter; the failure is an `E_FILTER`. */
export function checkFilter(text: string): FilterCheck {
  try {
    return { ok: true, filter: text.trim() === '' ? emptyFilter : parseFilter(text) }
  } catch (thrown) {
    return { ok: false, failure: toFailure(thrown) }
  }
}

/** A stretch of a filter as it is coloured. */
export interface FilterPiece {
  readonly text: string
  readonly look: 'plain' | 'name' | 'wrong'
}

/** Where the names of terms stand; up to the first place that is no token. */
function namesIn(text: string): { from: number; to: number }[] {
  try {
    return filterTokens(text)
      .filter(({ is }) => is === 'term')
      .map(({ start, name }) => ({ from: start, to: start + name.length + 1 }))
  } catch {
    // An open quote or a wrong escape: the failure of the whole filter says so.
    return []
  }
}

/** The filter in pieces: names of terms apart, and the part that `failure` marks. */
export function filterPieces(text: string, failure: Failure | null): FilterPiece[] {
  const wrongFrom = failure ? Number(failure.details['position'] ?? 1) - 1 : Infinity
  const wrongTo = wrongFrom + Math.max(1, Number(failure?.details['length'] ?? 1))
  const names = namesIn(text)
  const cuts = new Set([0, text.length, wrongFrom, wrongTo, ...names.flatMap(({ from, to }) => [from, to])])
  const places = [...cuts].filter((at) => at <= text.length).sort((one, other) => one - other)
  const pieces = places.slice(1).map((to, index): FilterPiece => {
    const from = places[index]!
    const wrong = from >= wrongFrom && to <= wrongTo
    const name = names.some((part) => from >= part.from && to <= part.to)
    return { text: text.slice(from, to), look: wrong ? 'wrong' : name ? 'name' : 'plain' }
  })
  // Something is missing at the end: the mark gets a place of its own.
  return wrongFrom >= text.length && failure ? [...pieces, { text: ' ', look: 'wrong' }] : pieces
}
