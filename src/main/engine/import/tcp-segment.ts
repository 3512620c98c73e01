import type { IpPacket } from './ip-packet'

/** One TCP segment (RFC 9293, section 3.1). */
export interface TcpSegment {
  readonly sourcePort: number
  readonly destinationPort: number
  readonly sequence: number
  /** Null where the segment acknowledges nothing. */
  readonly acknowledged: number | null
  readonly syn: boolean
  readonly fin: boolean
  readonly reset: boolean
  readonly data: Buffer
  /** Bytes of data that were not captured. */
  readonly missing: number
}

/** Null where the header is broken or cut off. */
export function tcpSegment({ payload, missing }: IpPacket): TcpSegment | null {
  if (payload.length < 20) return null
  const headerLength = (payload[12]! >> 4) * 4
  if (headerLength < 20 || payload.length + missing < headerLength) return null
  const flags = payload[13]!
  return {
    sourcePort: payload.readUInt16BE(0),
    destinationPort: payload.readUInt16BE(2),
    sequence: payload.readUInt32BE(4),
    acknowledged: flags & 0x10 ? payload.readUInt32BE(8) : null,
    syn: (flags & 0x02) !== 0,
    fin: (flags & 0x01) !== 0,
    reset: (flags & 0x04) !== 0,
    data: payload.subarray(Math.min(headerLength, payload.length)),
    missing: payload.length < headerLength ? payload.length + missing - headerLength : missing,
  }
}

/** By how much sequence number `a` is ahead of `b`: numbers wrap at 2^32 (RFC 9293, section 3.4). */
export function sequenceDistance(a: number, b: number): number {
  return (a - b) | 0
}
