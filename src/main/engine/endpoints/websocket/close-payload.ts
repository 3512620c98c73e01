/** The payload of a close frame (RFC 6455, 5.5.1); empty where `code` is null. */
export function closePayload(code: number | null, reason: Uint8Array): Buffer {
  if (code === null) return Buffer.alloc(0)
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), reason])
}
