import { parseHexBytes, readPythonBytes } from './byte-literals'

/** Forms in which other programs write bytes. */
export type PastedForm = 'hexdump' | 'c' | 'python' | 'base64'

/** Bytes that a pasted text seems to write, and in which form. */
export interface PastedBytes {
  readonly form: PastedForm
  readonly bytes: Uint8Array
}

/** Longer texts are not looked at: recognising happens while a person pastes. */
const longestText = 4 * 1024 * 1024

/**
 * One line of a dump: an offset, then bytes. `xxd` writes `00000000: 4745 5420  GET `, `hexdump -C` and Wireshark write
 * pairs, with text behind two or more spaces or between bars.
 */
const dumpLine = /^\s*(?:0x)?([0-9a-f]{4,16}):?\s+((?:[0-9a-f]{2,8}(?: {1,2}|$))+)(?:\s.*|\|.*)?$/i
const endOfDump = /^\s*(?:0x)?([0-9a-f]{4,16}):?\s*$/i
const mostPerLine = 64

/** Bytes of a line; text behind the digits may look like digits, so the next offset says how many are meant. */
function lineBytes(digits: string, count: number | null): number[] {
  const bytes = parseHexBytes(digits.replaceAll(' ', '')) ?? []
  return count === null ? bytes : bytes.slice(0, count)
}

function fromDump(text: string): Uint8Array | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const read = lines.map((line) => dumpLine.exec(line) ?? endOfDump.exec(line))
  if (!read.some((match) => match?.[2] !== undefined)) return null
  const bytes: number[] = []
  for (const [index, match] of read.entries()) {
    if (match?.[1] === undefined) return null
    if (match[2] === undefined) continue
    const next = read[index + 1]?.[1]
    const count = next === undefined ? null : Number.parseInt(next, 16) - Number.parseInt(match[1], 16)
    if (count !== null && (count <= 0 || count > mostPerLine)) return null
    const here = lineBytes(match[2].split(/ {3,}/)[0]!, count)
    if (count !== null && here.length !== count) return null
    bytes.push(...here)
  }
  return Uint8Array.from(bytes)
}

const cArray = /^[^{}]*(?:=\s*)?\{([^{}]*)\}\s*;?\s*(?:\/\*.*\*\/\s*|unsigned int \w+ = \d+;\s*)?$/s
const cNumber = /^(?:0x[0-9a-f]{1,2}|\d{1,3}|'[^'\\]')$/i

function fromC(text: string): Uint8Array | null {
  const inside = cArray.exec(text)?.[1]?.replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, '')
  const items = inside?.split(',').map((item) => item.trim())
  if (items?.at(-1) === '') items.pop()
  if (!items || items.length === 0 || !items.every((item) => cNumber.test(item))) return null
  const values = items.map((item) => (item.startsWith("'") ? item.charCodeAt(1) : Number(item)))
  return values.every((value) => value <= 255) ? Uint8Array.from(values) : null
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$/
/** Shorter words are words. */
const shortestBase64 = 16

function fromBase64(text: string): Uint8Array | null {
  const plain = text.replace(/\s+/g, '')
  const looksSo = /[0-9+/=]/.test(plain) && /[A-Z]/.test(plain) && /[a-z]/.test(plain)
  if (plain.length < shortestBase64 || !looksSo || !base64.test(plain)) return null
  if (/^[0-9a-f]+$/i.test(plain)) return null
  return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0))
}

/**
 * The bytes that `text` writes as a hex dump (`xxd`, `hexdump -C`, Wireshark), C array, Python bytes or base64; null
 * where it is most likely meant as it is. Plain hex digits are no form of their own: the editor takes them as hex.
 */
export function recognisePaste(text: string): PastedBytes | null {
  if (text.length > longestText || text.trim() === '') return null
  const readers: readonly (readonly [PastedForm, (text: string) => Uint8Array | null])[] = [
    ['python', readPythonBytes],
    ['c', fromC],
    ['hexdump', fromDump],
    ['base64', fromBase64],
  ]
  for (const [form, read] of readers) {
    const bytes = read(text.trim())
    if (bytes && bytes.length > 0) return { form, bytes }
  }
  return null
}
