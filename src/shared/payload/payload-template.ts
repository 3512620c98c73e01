import type { TextEncoding } from '../encoding/text-encoding'
import { SockwrightError, type Failure } from '../contract/errors'
import { applyFields } from './apply-fields'
import { hexParts } from './hex-payload'
import { maxPayloadBytes, type Payload } from './payload'
import { plainScope, type PayloadContext, type PayloadScope } from './payload-context'
import { payloadEncoder } from './payload-encoder'
import type { PayloadFrame } from './payload-frame'
import type { PayloadField } from './payload-field'
import { assemble, constantOf, type TemplatePart } from './template-parts'
import { textParts } from './text-payload'

/** A payload that was read once and is made into bytes at each sending. */
export interface PayloadTemplate extends PayloadFrame {
  /** The bytes of a payload without variables, the same at each sending; null for one with variables. */
  readonly constant: Uint8Array<ArrayBuffer> | null
  /**
   * The bytes for one sending. The order is fixed: variables, escapes, encoding, line ending, lengths, checksums.
   * Throws what only shows at a sending: `E_VARIABLE_RANGE`, `E_VARIABLE_NUMBER`, `E_VARIABLE_UNKNOWN`,
   * `E_VARIABLE_PLACE`, `E_ENVIRONMENT_MISSING`, `E_ENVIRONMENT_CONSENT`, `E_ENCODING` with the place in the payload;
   * `E_FIELD_…` with the number of the field; `E_PAYLOAD_TOO_LARGE`. Nothing of a constant payload can fail any more.
   */
  evaluate(context: PayloadContext): Uint8Array
}

export type PayloadParsing =
  | { readonly ok: true; readonly template: PayloadTemplate }
  | { readonly ok: false; readonly failure: Failure }

/** What is known where a payload is read. */
export interface PayloadReading {
  readonly scope?: PayloadScope
  /** For text payloads that name none themselves. */
  readonly encoding?: TextEncoding
}

/** Throws what {@link parsePayload} answers. */
export function payloadTemplate(payload: Payload, reading: PayloadReading = {}): PayloadTemplate {
  const { scope = plainScope, encoding = 'utf-8' } = reading
  const frame = { frame: payload.frame ?? null, isText: payload.form === 'text' }
  if (payload.form === 'hex') return templateOf(hexParts(payload.hex, scope), payload.fields ?? [], frame)
  const encode = payloadEncoder(payload.encoding ?? encoding)
  return templateOf(textParts(payload.text, payload.lineEnding, scope, encode), payload.fields ?? [], frame)
}

/**
 * Reads a payload. The failure is the first fault: `E_ESCAPE`, `E_ENCODING`, `E_HEX_ODD`, `E_HEX_CHARACTER`,
 * `E_VARIABLE`, `E_VARIABLE_UNKNOWN`, `E_VARIABLE_ARGUMENT`, `E_VARIABLE_PLACE`, `E_VARIABLE_GROUP`,
 * `E_VARIABLE_COUNT`, `E_VARIABLE_RANGE` with a `PayloadFault` in their details. Without variables also `E_FIELD_…`
 * and `E_PAYLOAD_TOO_LARGE`. A payload of no bytes is no failure here: whether it may be sent is the endpoint's to say.
 */
export function parsePayload(payload: Payload, reading: PayloadReading = {}): PayloadParsing {
  try {
    return { ok: true, template: payloadTemplate(payload, reading) }
  } catch (thrown) {
    if (!(thrown instanceof SockwrightError)) throw thrown
    return { ok: false, failure: thrown.toFailure() }
  }
}

function templateOf(
  parts: readonly TemplatePart[],
  fields: readonly PayloadField[],
  frame: PayloadFrame,
): PayloadTemplate {
  const body = constantOf(parts)
  if (!body) {
    return { constant: null, ...frame, evaluate: (context) => complete(assemble(parts, context), fields) }
  }
  const constant = complete(body, fields) as Uint8Array<ArrayBuffer>
  return { constant, ...frame, evaluate: () => constant }
}

function complete(body: Uint8Array, fields: readonly PayloadField[]): Uint8Array {
  const message = fields.length === 0 ? body : applyFields(body, fields)
  const bytes = message.length
  if (bytes > maxPayloadBytes)
    throw new SockwrightError('E_PAYLOAD_TOO_LARGE', { bytes, limit: maxPayloadBytes })
  return message
}
