import type { TextEncoding } from '../encoding/text-encoding'
import { escapedString } from './escaped-text'
import { hexDump, hexDumpText } from './hex-dump'
import { bytesToHex } from './hex-digits'

/** Forms in which bytes go to the clipboard. */
export type CopyForm = 'hex' | 'text' | 'c' | 'python' | 'base64' | 'hexdump'

export const copyForms: readonly CopyForm[] = ['hex', 'text', 'c', 'python', 'base64', 'hexdump']

const bytesPerLine = 12
/** Divisible by three, so that pieces of base64 join; short, because `btoa` wants a string. */
const base64Piece = 12_288

function twoDigits(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

function piecesOf(bytes: Uint8Array, size: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / size)
  return Array.from({ length: count }, (_, piece) => bytes.subarray(piece * size, (piece + 1) * size))
}

/** A C array with its length; C has no empty array, so no bytes are one zero. */
function cArray(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'static const unsigned char data[1] = { 0x00 };\n'
  const lines = piecesOf(bytes, bytesPerLine).map((piece) =>
    Array.from(piece, (byte) => `0x${twoDigits(byte)}`).join(', '),
  )
  return `static const unsigned char data[${bytes.length}] = {\n  ${lines.join(',\n  ')}\n};\n`
}

const pythonEscapes: Readonly<Record<number, string>> = {
  0x09: '\\t',
  0x0a: '\\n',
  0x0d: '\\r',
  0x27: "\\'",
  0x5c: '\\\\',
}

function pythonCharacter(byte: number): string {
  const escape = pythonEscapes[byte]
  if (escape !== undefined) return escape
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${twoDigits(byte)}`
}

/** A bytes literal, as Python's own `repr` would write it but always in single quotes. */
function pythonBytes(bytes: Uint8Array): string {
  return `b'${Array.from(bytes, pythonCharacter).join('')}'`
}

function base64(bytes: Uint8Array): string {
  return piecesOf(bytes, base64Piece)
    .map((piece) => btoa(Array.from(piece, (byte) => String.fromCharCode(byte)).join('')))
    .join('')
}

/** `bytes`, which stand at `offset` of their record, in one form. Hex digits are lower-case. */
export function copyOf(
  bytes: Uint8Array,
  form: CopyForm,
  offset = 0,
  encoding: TextEncoding = 'utf-8',
): string {
  if (form === 'hex') return bytesToHex(bytes).toLowerCase()
  if (form === 'text') return escapedString(bytes, false, encoding)
  if (form === 'c') return cArray(bytes)
  if (form === 'python') return pythonBytes(bytes)
  if (form === 'base64') return base64(bytes)
  return hexDump(bytes, offset)
    .map((line) => `${hexDumpText(line)}\n`)
    .join('')
}
