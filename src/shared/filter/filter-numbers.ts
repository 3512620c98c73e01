import type { NumberRange } from './filter-node'
import { filterError } from './filter-problem'
import type { FilterValue } from './filter-tokens'

const comparison = /^(>=|<=|>|<|=)(.*)$/

/** Parts of a comma-separated value with their positions in the filter. */
export function commaParts(value: FilterValue): { text: string; start: number; end: number }[] {
  let start = value.start + (value.quoted ? 1 : 0)
  return value.word.split(',').map((text) => {
    const part = { text, start, end: start + text.length }
    start = part.end + 1
    return part
  })
}

/** Reads `3`, `4-9` and, with `comparisons`, `>100`, `<=5`; several by comma. Throws `E_FILTER`. */
export function parseRanges(source: string, value: FilterValue, comparisons: boolean): NumberRange[] {
  return commaParts(value).map(({ text, start, end }) => {
    const wrong = () => filterError('number-expected', source, start, end)
    const compared = comparisons ? comparison.exec(text) : null
    if (compared) return comparedRange(compared[1]!, wholeNumber(compared[2]!, wrong))
    const [first, last, ...rest] = text.split('-')
    if (rest.length > 0) throw wrong()
    const from = wholeNumber(first!, wrong)
    const to = last === undefined ? from : wholeNumber(last, wrong)
    if (to < from) throw filterError('range-reversed', source, start, end)
    return { from, to }
  })
}

function wholeNumber(text: string, wrong: () => Error): number {
  const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(value)) throw wrong()
  return value
}

function comparedRange(operator: string, value: number): NumberRange {
  switch (operator) {
    case '>':
      return { from: value + 1, to: Infinity }
    case '>=':
      return { from: value, to: Infinity }
    case '<':
      return { from: 0, to: value - 1 }
    case '<=':
      return { from: 0, to: value }
    default:
      return { from: value, to: value }
  }
}

/** The same ranges as text that {@link parseRanges} reads. */
export function printRanges(ranges: readonly NumberRange[]): string {
  return ranges
    .map(({ from, to }) => {
      if (to === Infinity) return `>=${from}`
      if (to < from) return `<${from}`
      return from === to ? `${from}` : `${from}-${to}`
    })
    .join(',')
}

export function inRanges(ranges: readonly NumberRange[], value: number): boolean {
  for (const range of ranges) if (value >= range.from && value <= range.to) return true
  return false
}
