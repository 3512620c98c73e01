const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase())

/** The two upper-case digits of `byte` (0 to 255). */
export function hexPair(byte: number): string {
  return pairs[byte]!
}

/** `48 65 6C`: what `compilePayload` turns back into the same bytes. */
export function bytesToHex(bytes: Uint8Array, between = ' '): string {
  return Array.from(bytes, hexPair).join(between)
}
