/** What a WebSocket message is (RFC 6455, 5.2): bits 8 to 10 of a record's `flags`; 0 where it is none. */
export const opcodes = { text: 1, binary: 2, ping: 3, pong: 4, close: 5 } as const
export type Opcode = keyof typeof opcodes
export const opcodeNames = Object.keys(opcodes) as readonly Opcode[]

const shift = 8
const mask = 7

/** The bits of `flags` for a message with this opcode. */
export function opcodeFlags(opcode: Opcode): number {
  return opcodes[opcode] << shift
}

/** The opcode of a record with these flags; null where it is no WebSocket message. */
export function opcodeOf(flags: number): Opcode | null {
  const number = (flags >> shift) & mask
  return number === 0 ? null : (opcodeNames[number - 1] ?? null)
}

/** The status code in the payload of a close (RFC 6455, 5.5.1); null where it has none. */
function closeCodeOf(payload: Uint8Array): number | null {
  return payload.length < 2 ? null : payload[0]! * 256 + payload[1]!
}

/** The opcode of a message, with the code of a close: the same words as in filters, in every language. */
export function opcodeLabel(flags: number, data: Uint8Array): string | null {
  const opcode = opcodeOf(flags)
  const code = opcode === 'close' ? closeCodeOf(data) : null
  return code === null ? opcode : `close ${code}`
}
