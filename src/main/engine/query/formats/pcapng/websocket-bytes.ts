import { opcodeOf, type Opcode } from '../../../../../shared/capture/opcode'
import { recordFlags } from '../../../../../shared/capture/record'
import type { ExportedRecord } from '../exported-record'

/** Opcodes as they stand in a frame (RFC 6455, 5.2). */
const frameOpcodes: Readonly<Record<Opcode, number>> = { text: 1, binary: 2, ping: 9, pong: 10, close: 8 }
const finBit = 0x80
const maskBit = 0x80
/** A payload length that says: the length follows in 2 bytes, or in 8. */
const lengthIn = { two: 126, eight: 127 } as const

/** A head of the opening handshake as it was on the wire. `text` is without the empty line at its end. */
export function headBytes(text: string): Uint8Array {
  return Buffer.from(`${text}\r\n\r\n`, 'latin1')
}

/**
 * The frame of a message, or the piece of it that `record` holds: one frame for each message, not compressed. `masked`
 * for what a client sends. A message that the end of its connection cut off has no FIN bit. Null where `record` is no
 * message of a WebSocket.
 */
export function frameBytes(record: ExportedRecord, masked: boolean): Uint8Array | null {
  const opcode = opcodeOf(record.facts.flags)
  if (opcode === null) return null
  const { facts, data, offset } = record
  const mask = masked ? maskOf(facts.record) : null
  const payload = mask ? maskedBytes(data, mask, offset) : data
  if (offset > 0) return payload
  const isCut = (facts.flags & recordFlags.unfinished) !== 0
  const first = frameOpcodes[opcode] | (isCut ? 0 : finBit)
  return Buffer.concat([frameHeader(first, facts.length, mask), payload])
}

function frameHeader(first: number, length: number, mask: Uint8Array | null): Buffer {
  const masked = mask ? maskBit : 0
  const parts = [Buffer.of(first, masked | shortLength(length))]
  if (length > 0xffff) {
    const long = Buffer.alloc(8)
    long.writeBigUInt64BE(BigInt(length))
    parts.push(long)
  } else if (length >= lengthIn.two) parts.push(Buffer.of(length >> 8, length & 0xff))
  if (mask) parts.push(Buffer.from(mask))
  return Buffer.concat(parts)
}

function shortLength(length: number): number {
  if (length < lengthIn.two) return length
  return length <= 0xffff ? lengthIn.two : lengthIn.eight
}

/** The masking key of the real frame is not recorded; this one is the same in each export. */
function maskOf(record: number): Uint8Array {
  const key = Buffer.alloc(4)
  key.writeUInt32BE(Math.imul(record, 0x9e37_79b1) >>> 0)
  return key
}

function maskedBytes(data: Uint8Array, mask: Uint8Array, offset: number): Uint8Array {
  const masked = Buffer.allocUnsafe(data.length)
  for (let at = 0; at < data.length; at += 1) masked[at] = data[at]! ^ mask[(offset + at) & 3]!
  return masked
}
