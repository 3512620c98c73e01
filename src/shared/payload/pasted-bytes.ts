import { readBareHex } from './bare-hex'
import { readByteArray } from './byte-arrays'
import { parseHexBytes, readPythonBytes } from './byte-literals'
import type { Payload } from './payload'

/** Forms in which other programs write bytes. */
export type PastedForm = 'hexdump' | 'hex' | 'array' | 'python' | 'base64'

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
/** A line alone is one of a dump where its first digits can only be an offset. */
const surelyOffset = /^\s*(?:0x)?(?:0+\s|[0-9a-f]+(?::|\s{2}))/i

/** Bytes of a line; text behind the digits may look like digits, so the next offset says how many are meant. */
function lineBytes(digits: string, count: number | null): number[] {
  const bytes = parseHexBytes(digits.replaceAll(' ', '')) ?? []
  return count === null ? bytes : bytes.slice(0, count)
}

function fromDump(text: string): Uint8Array | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const read = lines.map((line) => dumpLine.exec(line) ?? endOfDump.exec(line))
  if (!read.some((match) => match?.[2] !== undefined)) return null
  if (lines.length === 1 && !surelyOffset.test(lines[0]!)) return null
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
 * The bytes that `text` writes as a hex dump (`xxd`, `hexdump -C`, Wireshark), hex digits (`xxd -p`), array of a program,
 * Python bytes or base64; null where it is most likely meant as it is. A payload `into` which it goes that is hex itself
 * takes hex digits as they are.
 */
export function recognisePaste(text: string, into: Payload['form']): PastedBytes | null {
  if (text.length > longestText || text.trim() === '') return null
  const readers: readonly (readonly [PastedForm, (text: string) => Uint8Array | null])[] = [
    ['python', readPythonBytes],
    ['array', readByteArray],
    ['hexdump', fromDump],
    ['hex', readBareHex],
    ['base64', fromBase64],
  ]
  for (const [form, read] of readers) {
    const bytes = read(text.trim())
    if (!bytes || bytes.length === 0) continue
    return form === 'hex' && into === 'hex' ? null : { form, bytes }
  }
  return null
}
