import {
  causes,
  isRuleCause,
  namedCauseKinds,
  ruleCauses,
  type Cause,
  type FixedCause,
  type NamedCause,
  type NamedCauseKind,
} from '../capture/record'
import type { FilterCause, FilterTerm } from './filter-node'
import { commaParts } from './filter-numbers'
import { filterError } from './filter-problem'
import type { FilterValue } from './filter-tokens'

/** What `cause:` takes beside names; each option that is a rule also by its full name `rule:…`. */
export const causeWords: readonly string[] = [
  ...Object.keys(causes).filter((name) => name !== 'none'),
  ...namedCauseKinds,
  ...ruleCauses.map((name) => `rule:${name}`),
  'none',
]

/** Reads `hand,rule` or `rule:NAME`; in quotes, `"rule:ack every frame"`, commas belong to the name. Throws `E_FILTER`. */
export function parseCauses(source: string, value: FilterValue): FilterTerm {
  const whole = [{ text: new TextDecoder().decode(value.bytes), start: value.start, end: value.end }]
  const parts = value.quoted ? whole : commaParts(value)
  return {
    is: 'cause',
    causes: parts.map(({ text, start, end }) => {
      const cause = readCause(text)
      if (cause === null) throw filterError('value-unknown', source, start, end, causeWords.join(', '))
      return cause
    }),
  }
}

function readCause(text: string): FilterCause | null {
  if (Object.hasOwn(causes, text)) return text as FixedCause
  const kind = namedCauseKinds.find((one) => text === one || text.startsWith(`${one}:`))
  if (kind === undefined) return null
  const name = text.slice(kind.length + 1)
  if (name === '') return text === kind ? kind : null
  const builtIn = kind === 'rule' ? ruleCauses.find((rule) => rule === name) : undefined
  return builtIn ?? (text as NamedCause)
}

/** The value as {@link parseCauses} reads it. */
export function printCauses(wanted: readonly FilterCause[]): string {
  const text = wanted.join(',')
  const isPlain = !/[\s()"\\]/.test(text) && !wanted.some((cause) => cause.includes(','))
  return isPlain ? text : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** Is a cause one that is asked for? */
export function isCause(wanted: FilterCause, cause: Cause): boolean {
  if (wanted === 'rule') return isRuleCause(cause)
  if (isKind(wanted)) return cause.startsWith(`${wanted}:`)
  return cause === wanted || (Object.hasOwn(causes, wanted) && cause === `rule:${wanted}`)
}

function isKind(wanted: FilterCause): wanted is NamedCauseKind {
  return namedCauseKinds.some((kind) => kind === wanted)
}
