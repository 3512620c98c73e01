import { parseHexBytes } from './byte-literals'

/** Words and numbers may look like a few bytes: shorter digits are what they are. */
const fewestBytes = 4
/** So many bytes are no number that a person writes in decimal. */
const fewestDecimalBytes = 16

/** `48656c6c6f`, in lines as `xxd -p` writes it, all but the last of one length. */
const words = /^[0-9a-f]+(?:\s+[0-9a-f]+)*$/i
/** `48 65 6c`, `48:65:6c`, `0x48, 0x65`: each byte for itself. */
const pairs = /^(?:0x)?[0-9a-f]{2}(?:[\s,:]+(?:0x)?[0-9a-f]{2})*$/i

function areLines(digits: readonly string[]): boolean {
  const [first = ''] = digits
  const last = digits.at(-1)!
  return digits.slice(0, -1).every(({ length }) => length === first.length) && last.length <= first.length
}

/** The bytes of plain hex digits; null for anything else, and where they are as likely a word or a number. */
export function readBareHex(text: string): Uint8Array | null {
  const isPairs = pairs.test(text)
  if (!isPairs && !(words.test(text) && areLines(text.split(/\s+/)))) return null
  const digits = text.replace(/0x|[\s,:]/gi, '')
  const bytes = parseHexBytes(digits)
  if (!bytes || bytes.length < fewestBytes) return null
  const isOneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase()
  const isHex = /0x/i.test(text) || (isOneCase && /[a-f]/i.test(digits) && (isPairs || /\d/.test(digits)))
  return isHex || bytes.length >= fewestDecimalBytes ? Uint8Array.from(bytes) : null
}
