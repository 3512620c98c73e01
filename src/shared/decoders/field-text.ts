import { escapedString } from '../payload/escaped-text'
import { bytesToHex } from '../payload/hex-digits'

/** Longer values are cut; the dump has them in full. */
const mostBytes = 240

/** Bytes of a field as text on one line: UTF-8, what cannot be seen as escapes, the source's own backslashes as they are. */
export function fieldText(bytes: Uint8Array, from: number, to: number): string {
  const long = to - from > mostBytes
  const shown = bytes.subarray(from, long ? from + mostBytes : to)
  const text = escapedString(shown, long).replaceAll('\\\\', '\\')
  return long ? `${text}…` : text
}

/** Bytes of a field as hex. */
export function fieldHex(bytes: Uint8Array, from: number, to: number): string {
  const short = Math.min(to, from + 32)
  const text = bytesToHex(bytes.subarray(from, short)).toLowerCase()
  return short < to ? `${text} …` : text
}
