/** What {@link readUtf8} answers where there is no character. */
export const invalidUtf8 = -1
/** The bytes end in the middle of what may be a character. */
export const cutUtf8 = -2

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80
}

/** Lowest and highest second byte that may follow `lead`: no overlong forms, no surrogates, nothing above 10FFFF. */
function secondByteFits(lead: number, second: number): boolean {
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  return second >= lowest && second <= highest
}

/**
 * The code point of the UTF-8 character at `at` (RFC 3629, section 4), {@link invalidUtf8}, or {@link cutUtf8}.
 * `at` must be inside `bytes`.
 */
export function readUtf8(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!
  if (lead < 0x80) return lead
  const count = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  if (count === 0) return invalidUtf8
  let codePoint = lead & (0x7f >> count)
  for (let next = 1; next < count; next++) {
    if (at + next >= bytes.length) return cutUtf8
    const byte = bytes[at + next]!
    if (!isContinuation(byte) || (next === 1 && !secondByteFits(lead, byte))) return invalidUtf8
    codePoint = codePoint * 64 + (byte & 0x3f)
  }
  return codePoint
}

/** How many bytes `codePoint` takes in UTF-8. */
export function utf8Length(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4
}
