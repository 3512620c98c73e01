import { SockwrightError } from '../../../../shared/contract/errors'
import type { CloseStatus } from '../../../../shared/endpoints/endpoint-status'
import { isCloseCode, longestReason } from '../../../../shared/endpoints/websocket-texts'

/** The payload of a close frame (RFC 6455, 5.5.1); empty where `code` is null. */
export function closePayload(code: number | null, reason: Uint8Array): Buffer {
  if (code === null) return Buffer.alloc(0)
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), reason])
}

/** Throws `E_WS_CLOSE_CODE` and `E_WS_CONTROL_LENGTH` where no close may say this. */
export function assertCloseStatus({ code, reason }: CloseStatus): void {
  if (code !== null && !isCloseCode(code)) throw new SockwrightError('E_WS_CLOSE_CODE', { code })
  const bytes = Buffer.byteLength(reason)
  const limit = code === null ? 0 : longestReason
  if (bytes > limit) throw new SockwrightError('E_WS_CONTROL_LENGTH', { bytes, limit })
}
