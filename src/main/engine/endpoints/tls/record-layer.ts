/** Content types of TLS records (RFC 8446, 5.1). */
const contentType = { alert: 0x15, handshake: 0x16 } as const
const clientHello = 1

/**
 * Do these first bytes of a plain connection look like a TLS record? `hello`: a client wants TLS; `alert`: a server that
 * wanted TLS gives up.
 */
export function tlsRecordIn(first: Buffer): 'hello' | 'alert' | null {
  if (first.length < 6 || first[1] !== 3 || first[2]! > 4) return null
  if (first[0] === contentType.handshake && first[5] === clientHello) return 'hello'
  return first[0] === contentType.alert && first[3] === 0 && first[4] === 2 ? 'alert' : null
}
