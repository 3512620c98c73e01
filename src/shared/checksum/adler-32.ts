import { bigEndian, type Checksum } from './checksum'

/** The largest prime below 2¹⁶. */
const modulus = 65_521
/** As many bytes as can be summed before the larger sum might leave 32 bits (RFC 1950, section 9; zlib's NMAX). */
const safeRun = 5_552

/** Adler-32 of zlib (RFC 1950). */
export const adler32: Checksum = {
  id: 'adler-32',
  name: 'Adler-32',
  size: 4,
  start() {
    let low = 1
    let high = 0
    function addRun(bytes: Uint8Array): void {
      for (const byte of bytes) {
        low += byte
        high += low
      }
      low %= modulus
      high %= modulus
    }
    return {
      add(bytes) {
        for (let at = 0; at < bytes.length; at += safeRun) addRun(bytes.subarray(at, at + safeRun))
      },
      value: () => bigEndian(high * 65_536 + low, 4),
    }
  },
}
