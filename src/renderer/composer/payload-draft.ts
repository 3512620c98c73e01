import { bytesToTextPayload } from '../../shared/payload/escaped-text'
import { compilePayload } from '../../shared/payload/compile-payload'
import { lineEndings, type LineEnding, type Payload } from '../../shared/payload/payload'
import { hexText } from '../log/hex-text'

export type PayloadForm = Payload['form']

/** What a person is composing. `lineEnding` waits for text while hex is shown. */
export interface PayloadDraft {
  readonly form: PayloadForm
  readonly typed: string
  readonly lineEnding: LineEnding
  /** What was typed in the other form, as long as `typed` is what it was turned into. */
  readonly origin: { readonly typed: string; readonly lineEnding: LineEnding; readonly became: string } | null
}

export const emptyDraft: PayloadDraft = { form: 'text', typed: '', lineEnding: 'none', origin: null }

export function draftPayload({ form, typed, lineEnding }: PayloadDraft): Payload {
  return form === 'text' ? { form, text: typed, lineEnding } : { form, hex: typed }
}

/** A payload of the history, to be edited and sent again. `lineEnding` is kept for one in hex. */
export function payloadDraft(payload: Payload, lineEnding: LineEnding): PayloadDraft {
  return payload.form === 'text'
    ? { form: 'text', typed: payload.text, lineEnding: payload.lineEnding, origin: null }
    : { form: 'hex', typed: payload.hex, lineEnding, origin: null }
}

function endsWith(bytes: Uint8Array, ending: string): boolean {
  const start = bytes.length - ending.length
  return (
    start >= 0 && [...ending].every((character, index) => bytes[start + index] === character.charCodeAt(0))
  )
}

function asText(bytes: Uint8Array, lineEnding: LineEnding): { typed: string; lineEnding: LineEnding } {
  const ending = lineEndings[lineEnding]
  if (!endsWith(bytes, ending)) return { typed: bytesToTextPayload(bytes), lineEnding: 'none' }
  return { typed: bytesToTextPayload(bytes.subarray(0, bytes.length - ending.length)), lineEnding }
}

/**
 * The same bytes in the other form; null where what was typed has a fault, which has to be put right first. The line
 * ending is among the bytes: it becomes hex, and comes back as the line ending.
 */
export function switchForm(draft: PayloadDraft, form: PayloadForm): PayloadDraft | null {
  if (form === draft.form) return draft
  const { origin, typed, lineEnding } = draft
  if (origin && origin.became === typed) {
    return { form, typed: origin.typed, lineEnding: origin.lineEnding, origin: null }
  }
  const compiled = compilePayload(draftPayload(draft))
  if (!compiled.ok && compiled.failure.code !== 'E_PAYLOAD_EMPTY') return null
  const bytes = compiled.ok ? compiled.bytes : new Uint8Array()
  const next = form === 'hex' ? { typed: hexText(bytes), lineEnding } : asText(bytes, lineEnding)
  return { form, ...next, origin: { typed, lineEnding, became: next.typed } }
}
