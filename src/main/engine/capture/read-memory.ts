import { valueScanMemory } from '../simd/value-scan'

/** So much is read from a socket in one go. */
export const readBytes = 256 * 1_024
/** Values that are found in one go. */
const mostEnds = 16_384

const { memory, scan } = valueScanMemory(readBytes + mostEnds * Uint32Array.BYTES_PER_ELEMENT)

/**
 * What the sockets of a thread read into, one after the other: a buffer for each read would cost more than all else
 * that is done with the bytes. They are valid during the call that hands them on; who keeps them makes a copy.
 */
export const readMemory = Buffer.from(memory, 0, readBytes)

const ends = new Uint32Array(memory, readBytes, mostEnds)
const endsStart = ends.byteOffset
const endsEnd = ends.byteOffset + ends.byteLength

/** Do these bytes lie in {@link readMemory}, where {@link findEnds} looks? */
export function isInReadMemory(bytes: Uint8Array): boolean {
  return bytes.buffer === memory
}

/** Positions found by {@link findEnds}; valid until its next call. */
export const foundEnds: Uint32Array = ends

/**
 * Finds the positions behind each `value` in `chunk` from `at` on, as many as fit into {@link foundEnds}; returns how
 * many. `chunk` must be a beginning of {@link readMemory}.
 */
export function findEnds(chunk: Uint8Array, at: number, value: number): number {
  return (scan(at, chunk.length, value, endsStart, endsEnd) - endsStart) / Uint32Array.BYTES_PER_ELEMENT
}
