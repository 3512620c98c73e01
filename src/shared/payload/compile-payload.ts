import { SockwrightError } from '../contract/errors'
import { hexTokens } from './hex-payload'
import type { Payload } from './payload'
import type { PayloadCompilation, PayloadToken } from './payload-compilation'
import { nobody, plainScope, type PayloadContext, type PayloadScope } from './payload-context'
import { parsePayload, type PayloadReading, type PayloadTemplate } from './payload-template'
import { textTokens } from './text-payload'

/** Evaluates `template`; a payload of no bytes is `E_PAYLOAD_EMPTY` unless it `mayBeEmpty` (a datagram may, RFC 768). */
export function evaluatePayload(
  template: PayloadTemplate,
  context: PayloadContext,
  mayBeEmpty = false,
): PayloadCompilation {
  try {
    const bytes = template.constant ?? template.evaluate(context)
    if (bytes.length === 0 && !mayBeEmpty) throw new SockwrightError('E_PAYLOAD_EMPTY')
    return { ok: true, bytes }
  } catch (thrown) {
    if (!(thrown instanceof SockwrightError)) throw thrown
    return { ok: false, failure: thrown.toFailure() }
  }
}

/** {@link PayloadReading}, and for what it is evaluated. */
export interface CompileOptions extends PayloadReading {
  readonly mayBeEmpty?: boolean
  readonly context?: PayloadContext
}

/** Reads a payload and makes its bytes once: {@link parsePayload} and {@link evaluatePayload} in one. */
export function compilePayload(payload: Payload, options: CompileOptions = {}): PayloadCompilation {
  const { mayBeEmpty = false, context = nobody } = options
  const parsed = parsePayload(payload, options)
  return parsed.ok ? evaluatePayload(parsed.template, context, mayBeEmpty) : parsed
}

/** What stands where in `typed`, for colouring it. */
export function payloadTokens(
  form: Payload['form'],
  typed: string,
  scope: PayloadScope = plainScope,
): PayloadToken[] {
  return form === 'text' ? textTokens(typed, scope) : hexTokens(typed, scope)
}
