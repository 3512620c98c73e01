import type { LengthField } from '../../../../shared/endpoints/framing'

/** Longest varint: 5 bytes hold any number of 32 bits. */
const longestVarint = 5

/** What a length field says: its width in bytes and the number, NaN for a varint that is too long. */
export interface FieldReading {
  readonly width: number
  readonly value: number
}

/** Reads a length field at `at`; null where it is not all there. */
export type ReadField = (bytes: Buffer, at: number) => FieldReading | null

const readVarint: ReadField = (bytes, at) => {
  let value = 0
  for (let index = 0; index < longestVarint; index += 1) {
    const byte = bytes[at + index]
    if (byte === undefined) return null
    value += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return { width: index + 1, value }
  }
  return { width: longestVarint, value: Number.NaN }
}

function ofWidth(width: number, read: (bytes: Buffer, at: number) => number): ReadField {
  return (bytes, at) => (at + width > bytes.length ? null : { width, value: read(bytes, at) })
}

/** How each length field is read. */
export const fieldReaders: Readonly<Record<LengthField, ReadField>> = {
  u8: ofWidth(1, (bytes, at) => bytes.readUInt8(at)),
  u16be: ofWidth(2, (bytes, at) => bytes.readUInt16BE(at)),
  u16le: ofWidth(2, (bytes, at) => bytes.readUInt16LE(at)),
  u32be: ofWidth(4, (bytes, at) => bytes.readUInt32BE(at)),
  u32le: ofWidth(4, (bytes, at) => bytes.readUInt32LE(at)),
  varint: readVarint,
}
