import { bytesToTextPayload } from '../../shared/payload/escaped-text'
import { parsePayload } from '../../shared/payload/payload-template'
import { encodeText } from '../../shared/encoding/encode-text'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import type { FrameKind } from '../../shared/payload/payload-frame'
import type { PayloadField } from '../../shared/payload/payload-field'
import { lineEndings, type LineEnding, type Payload } from '../../shared/payload/payload'
import { hexText } from '../log/hex-text'

export type PayloadForm = Payload['form']

/** What a person is composing. `lineEnding` waits for text while hex is shown. */
export interface PayloadDraft {
  readonly form: PayloadForm
  readonly typed: string
  readonly lineEnding: LineEnding
  /** The one of the payload itself; left out, that of the endpoint. It waits, too, while hex is shown. */
  readonly encoding?: TextEncoding
  /** The kind of WebSocket frame it goes in; left out, that of its form. It stays, too. */
  readonly frame?: FrameKind
  /** Fields around it; they stay when the form is switched. */
  readonly fields: readonly PayloadField[]
  readonly origin: DraftOrigin | null
}

/** What was typed in the other form, as long as `typed` is what it was turned into. */
export interface DraftOrigin {
  readonly typed: string
  readonly lineEnding: LineEnding
  readonly became: string
  /** It had variables, which became the bytes of a moment. */
  readonly hadVariables: boolean
}

export const emptyDraft: PayloadDraft = {
  form: 'text',
  typed: '',
  lineEnding: 'none',
  fields: [],
  origin: null,
}

export function draftPayload({ form, typed, lineEnding, encoding, frame, fields }: PayloadDraft): Payload {
  const own = encoding === undefined ? {} : { encoding }
  const framed = frame === undefined ? {} : { frame }
  const payload =
    form === 'text' ? { form, text: typed, lineEnding, ...own, ...framed } : { form, hex: typed, ...framed }
  return fields.length > 0 ? { ...payload, fields: [...fields] } : payload
}

/** A payload of the history or the library, to be edited and sent again. `lineEnding` is kept for one in hex. */
export function payloadDraft(payload: Payload, lineEnding: LineEnding): PayloadDraft {
  const { frame, fields = [] } = payload
  if (payload.form === 'text') {
    const { text, lineEnding: ending, encoding } = payload
    return { form: 'text', typed: text, lineEnding: ending, encoding, frame, fields, origin: null }
  }
  return { form: 'hex', typed: payload.hex, lineEnding, frame, fields, origin: null }
}

function endsWith(bytes: Uint8Array, ending: Uint8Array): boolean {
  const start = bytes.length - ending.length
  return start >= 0 && ending.every((byte, index) => bytes[start + index] === byte)
}

function asText(
  bytes: Uint8Array,
  lineEnding: LineEnding,
  encoding: TextEncoding,
): { typed: string; lineEnding: LineEnding } {
  const ending = encodeText(lineEndings[lineEnding], encoding)
  if (!endsWith(bytes, ending)) return { typed: bytesToTextPayload(bytes, encoding), lineEnding: 'none' }
  const body = bytes.subarray(0, bytes.length - ending.length)
  return { typed: bytesToTextPayload(body, encoding), lineEnding }
}

/** What a person typed in this form before, if nothing was changed since. */
export function originOf({ origin, typed }: PayloadDraft): DraftOrigin | null {
  return origin && origin.became === typed ? origin : null
}

/** The bytes of a draft without its fields; null for one with a fault, or with variables. */
function draftBytes(draft: PayloadDraft, encoding: TextEncoding): Uint8Array | null {
  const parsed = parsePayload(draftPayload({ ...draft, fields: [] }), { encoding })
  return parsed.ok ? parsed.template.constant : null
}

/**
 * The same bytes in the other form; null where what was typed has a fault, which has to be put right first. The line
 * ending is among the bytes: it becomes hex, and comes back as the line ending. `moment` are the bytes of a draft with
 * variables as they would be sent now.
 */
export function switchForm(
  draft: PayloadDraft,
  form: PayloadForm,
  encoding: TextEncoding = 'utf-8',
  moment: Uint8Array | null = null,
): PayloadDraft | null {
  if (form === draft.form) return draft
  const { typed, lineEnding, fields } = draft
  const kept = { fields, encoding: draft.encoding, frame: draft.frame }
  const before = originOf(draft)
  if (before) return { form, typed: before.typed, lineEnding: before.lineEnding, ...kept, origin: null }
  const bytes = draftBytes(draft, encoding) ?? moment
  if (!bytes) return null
  const next = form === 'hex' ? { typed: hexText(bytes), lineEnding } : asText(bytes, lineEnding, encoding)
  const origin = { typed, lineEnding, became: next.typed, hadVariables: moment !== null }
  return { form, ...next, ...kept, origin }
}
