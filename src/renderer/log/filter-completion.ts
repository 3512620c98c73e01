import { filterTerms } from '../../shared/filter/filter-terms'
import type { Language } from '../../shared/language/local-text'

/** What may stand at the caret: `insert` takes the place of `from` … `to` of the filter. */
export interface FilterSuggestion {
  readonly from: number
  readonly to: number
  readonly insert: string
  readonly hint: string
}

const wordBefore = /[^\s()"-]*$/
const wordAfter = /^[^\s()"]*/

/**
 * Names of terms that begin with the word at `caret`, or the values of the term in it. Inside quotes nothing is
 * suggested.
 */
export function suggestTerms(filter: string, caret: number, language: Language): FilterSuggestion[] {
  const before = filter.slice(0, caret)
  if ((before.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1) return []
  const start = caret - wordBefore.exec(before)![0].length
  const to = caret + wordAfter.exec(filter.slice(caret))![0].length
  const word = filter.slice(start, caret).toLowerCase()
  const colon = word.indexOf(':')
  if (colon < 0) {
    return filterTerms
      .filter(({ name }) => `${name}:`.startsWith(word))
      .map(({ name, explanation }) => ({ from: start, to, insert: `${name}:`, hint: explanation[language] }))
  }
  const term = filterTerms.find(({ name }) => name === word.slice(0, colon))
  const comma = word.lastIndexOf(',')
  const valueAt = Math.max(colon, comma) + 1
  const value = word.slice(valueAt)
  const from = start + valueAt
  return (term?.values ?? [])
    .filter((one) => one.startsWith(value) && one !== value)
    .map((insert) => ({ from, to, insert, hint: '' }))
}

/** The filter with `suggestion` put in, and where the caret goes. */
export function takeSuggestion(
  filter: string,
  suggestion: FilterSuggestion,
): { text: string; caret: number } {
  const { from, to, insert } = suggestion
  const space = insert.endsWith(':') || filter.charAt(to) === ' ' ? '' : ' '
  const text = filter.slice(0, from) + insert + space + filter.slice(to)
  return { text, caret: from + insert.length + space.length }
}
