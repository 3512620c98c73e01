import { filterTerms } from '../../shared/filter/filter-terms'
import type { Language, LocalText } from '../../shared/language/local-text'

/** What may stand at the caret: `insert` takes the place of `from` … `to` of the filter. */
export interface FilterSuggestion {
  readonly from: number
  readonly to: number
  readonly insert: string
  readonly hint: string
}

const wordBefore = /[^\s()"]*$/
const wordAfter = /^[^\s()"]*/

/** Words that join terms. */
const joiningWords: readonly { readonly word: string; readonly hint: LocalText }[] = [
  { word: 'and', hint: { en: 'both must match', 'zh-CN': '两者都须满足' } },
  { word: 'or', hint: { en: 'one of the two must match', 'zh-CN': '满足其一即可' } },
  { word: 'not', hint: { en: 'must not match', 'zh-CN': '不得满足' } },
]

/**
 * Names of terms that begin with the word at `caret`, or the values of the term in it. Inside quotes and regular
 * expressions nothing is suggested.
 */
export function suggestTerms(filter: string, caret: number, language: Language): FilterSuggestion[] {
  const before = filter.slice(0, caret)
  if ((before.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1) return []
  const written = wordBefore.exec(before)![0]
  if (written.startsWith('/')) return []
  const start = caret - written.replace(/^-+/, '').length
  const to = caret + wordAfter.exec(filter.slice(caret))![0].length
  const word = filter.slice(start, caret).toLowerCase()
  const colon = word.indexOf(':')
  return colon < 0
    ? suggestNames(word, start, to, language, before.trim() !== '')
    : suggestValues(word, colon, start, to)
}

function suggestNames(
  word: string,
  from: number,
  to: number,
  language: Language,
  joins: boolean,
): FilterSuggestion[] {
  const names = filterTerms
    .filter(({ name }) => `${name}:`.startsWith(word))
    .map(({ name, explanation }) => ({ from, to, insert: `${name}:`, hint: explanation[language] }))
  const words = joiningWords
    .filter((joining) => joins && word !== '' && word !== joining.word && joining.word.startsWith(word))
    .map((joining) => ({ from, to, insert: joining.word, hint: joining.hint[language] }))
  return [...names, ...words]
}

function suggestValues(word: string, colon: number, start: number, to: number): FilterSuggestion[] {
  const term = filterTerms.find(({ name }) => name === word.slice(0, colon))
  const valueAt = Math.max(colon, word.lastIndexOf(',')) + 1
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
  // More is to be typed after a name or a comparison.
  const space = /[:<>=]$/.test(insert) || filter.charAt(to) === ' ' ? '' : ' '
  const text = filter.slice(0, from) + insert + space + filter.slice(to)
  return { text, caret: from + insert.length + space.length }
}
