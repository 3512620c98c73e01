import { crc32 } from 'node:zlib'

/** Bytes of `pending.bin` before the bytes of each entry (little-endian; `docs/capture-format.md`). */
export const pendingHeaderSize = 32

/** Added to the peer of bytes that went out. */
const outbound = 0x8000_0000

/** Bytes of an unfinished message: its beginning where `offset` is 0, else what follows the entry before of its peer. */
export interface PendingEntry {
  /** When the last byte came, µs since the epoch. */
  readonly time: number
  /** Number of the next record when this was noted. */
  readonly record: number
  readonly peer: number
  readonly direction: 'in' | 'out'
  readonly offset: number
  readonly bytes: Uint8Array
}

/** An entry as it lies in the file: its header, then its bytes. */
export function pendingHeader({ time, record, peer, direction, offset, bytes }: PendingEntry): Uint8Array {
  const header = Buffer.alloc(pendingHeaderSize)
  header.writeBigUInt64LE(BigInt(time), 0)
  header.writeBigUInt64LE(BigInt(record), 8)
  header.writeUInt32LE(direction === 'out' ? peer + outbound : peer, 16)
  header.writeUInt32LE(offset, 20)
  header.writeUInt32LE(bytes.byteLength, 24)
  header.writeUInt32LE(crc32(bytes, crc32(header.subarray(0, 28))), 28)
  return header
}

/** Reads the entries of a file up to the first that is not whole. */
export function* readPendingEntries(file: Buffer): Generator<PendingEntry> {
  for (let at = 0; at + pendingHeaderSize <= file.length;) {
    const header = file.subarray(at, at + pendingHeaderSize)
    const end = at + pendingHeaderSize + header.readUInt32LE(24)
    if (end > file.length) return
    const bytes = file.subarray(at + pendingHeaderSize, end)
    if (crc32(bytes, crc32(header.subarray(0, 28))) !== header.readUInt32LE(28)) return
    yield {
      time: Number(header.readBigUInt64LE(0)),
      record: Number(header.readBigUInt64LE(8)),
      peer: header.readUInt32LE(16) % outbound,
      direction: header.readUInt32LE(16) < outbound ? 'in' : 'out',
      offset: header.readUInt32LE(20),
      bytes,
    }
    at = end
  }
}
