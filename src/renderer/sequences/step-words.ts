import { assertNever } from '../../shared/assert-never'
import { fileNameOf } from '../../shared/payload/file-payload'
import type { LoopEnd, SequencePayload, SequenceStep } from '../../shared/sequences/sequence'
import { formatCount } from '../language/format'
import { t } from '../language/use-language'
import { matchWords, quoted } from '../rules/rule-words'

function payloadWords(payload: SequencePayload): string {
  switch (payload.form) {
    case 'text':
      return quoted(payload.text)
    case 'hex':
      return quoted(payload.hex)
    case 'file':
      return t('sequences.words.file', { name: fileNameOf(payload.path) })
    case 'saved':
      return t('sequences.words.saved', { name: payload.name })
    default:
      return assertNever(payload)
  }
}

function untilWords(until: LoopEnd): string {
  switch (until.is) {
    case 'times':
      return t('sequences.words.times', { count: formatCount(until.times) })
    case 'message':
      return t('sequences.words.untilMessage', { match: matchWords(until.match) })
    case 'value':
      return t('sequences.words.untilValue', { text: quoted(until.text), match: matchWords(until.match) })
    default:
      return assertNever(until)
  }
}

/** What a step does, behind the name of its kind. */
export function stepWords(step: SequenceStep): string {
  switch (step.do) {
    case 'send':
      return payloadWords(step.payload)
    case 'wait':
      return `${formatCount(step.ms)} ms`
    case 'expect':
      return t('sequences.words.expect', { match: matchWords(step.match), ms: formatCount(step.timeoutMs) })
    case 'set':
      return `${step.variable} = ${quoted(step.text)}`
    case 'loop':
      return untilWords(step.until)
    case 'half-close':
    case 'close':
    case 'reset':
      return ''
    default:
      return assertNever(step)
  }
}
