import { SockwrightError } from '../contract/errors'
import { compileHex, hexTokens } from './hex-payload'
import { maxPayloadBytes, type Payload } from './payload'
import type { PayloadCompilation, PayloadToken } from './payload-compilation'
import { compileText, textTokens } from './text-payload'

/**
 * Turns what a person composed into bytes. The failure says what is wrong with it: `E_ESCAPE`, `E_VARIABLE`,
 * `E_ENCODING`, `E_HEX_ODD` and `E_HEX_CHARACTER` with a `PayloadFault` in their details, `E_PAYLOAD_EMPTY` unless it
 * `mayBeEmpty` (a datagram may, RFC 768), and `E_PAYLOAD_TOO_LARGE` beyond {@link maxPayloadBytes}.
 */
export function compilePayload(payload: Payload, mayBeEmpty = false): PayloadCompilation {
  const compiled =
    payload.form === 'text' ? compileText(payload.text, payload.lineEnding) : compileHex(payload.hex)
  if (!compiled.ok) return compiled
  const { length } = compiled.bytes
  if (length === 0 && !mayBeEmpty)
    return { ok: false, failure: new SockwrightError('E_PAYLOAD_EMPTY').toFailure() }
  if (length <= maxPayloadBytes) return compiled
  const tooLarge = new SockwrightError('E_PAYLOAD_TOO_LARGE', { bytes: length, limit: maxPayloadBytes })
  return { ok: false, failure: tooLarge.toFailure() }
}

/** What stands where in `typed`, for colouring it. */
export function payloadTokens(form: Payload['form'], typed: string): PayloadToken[] {
  return form === 'text' ? textTokens(typed) : hexTokens(typed)
}
