import { hexPair } from './hex-payload'
import { cutUtf8, readUtf8, utf8Length } from './utf8'

/** A stretch of shown text; `escaped` tells an escape from text that came as it is. */
export interface TextSegment {
  readonly text: string
  readonly escaped: boolean
}

const backslash = 0x5c
const brace = 0x7b
const simpleEscapes = new Map([
  [0x00, '\\0'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [backslash, '\\\\'],
])

/** Characters that show nothing, break the line, or change the order of the text around them. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}]/u

function isPlainAscii(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f && byte !== backslash
}

/** How `codePoint` is written, null where it stands for itself. */
export function escapeOf(codePoint: number): string | null {
  if (isPlainAscii(codePoint)) return null
  const simple = simpleEscapes.get(codePoint)
  if (simple !== undefined) return simple
  if (codePoint < 0x80) return `\\x${hexPair(codePoint)}`
  return invisible.test(String.fromCodePoint(codePoint))
    ? `\\u{${codePoint.toString(16).toUpperCase()}}`
    : null
}

/** `\0` in front of a digit would look like an octal escape. */
function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

/** Collects text, joining neighbours of the same sort. */
class SegmentList {
  readonly segments: TextSegment[] = []
  #text = ''
  #escaped = false

  add(text: string, escaped: boolean): void {
    if (escaped !== this.#escaped) this.end()
    this.#escaped = escaped
    this.#text += text
  }

  end(): TextSegment[] {
    if (this.#text !== '') this.segments.push({ text: this.#text, escaped: this.#escaped })
    this.#text = ''
    return this.segments
  }
}

/** Short runs only: `fromCharCode` takes its characters as arguments. */
const longestRun = 4_096

function plainAsciiEnd(bytes: Uint8Array, from: number, bracesToo: boolean): number {
  const last = Math.min(bytes.length, from + longestRun)
  let at = from
  while (at < last && isPlainAscii(bytes[at]!) && (bracesToo || bytes[at] !== brace)) at++
  return at
}

/** Spreading a typed array into arguments takes ten times as long as handing it over. */
function asciiText(bytes: Uint8Array, from: number, to: number): string {
  const characters: ArrayLike<number> = bytes.subarray(from, to)
  return String.fromCharCode.apply(null, characters as number[])
}

function escapeBytes(bytes: Uint8Array, more: boolean, bracesToo: boolean): TextSegment[] {
  const list = new SegmentList()
  let at = 0
  while (at < bytes.length) {
    const end = plainAsciiEnd(bytes, at, bracesToo)
    if (end > at) {
      list.add(asciiText(bytes, at, end), false)
      at = end
      continue
    }
    if (bytes[at] === brace) {
      const double = bytes[at + 1] === brace
      list.add(double ? '\\{{' : '{', double)
      at += double ? 2 : 1
      continue
    }
    const codePoint = readUtf8(bytes, at)
    if (codePoint === cutUtf8 && more) break
    if (codePoint < 0) {
      list.add(`\\x${hexPair(bytes[at]!)}`, true)
      at += 1
      continue
    }
    const escape = codePoint === 0 && isDigit(bytes[at + 1]) ? '\\x00' : escapeOf(codePoint)
    list.add(escape ?? String.fromCodePoint(codePoint), escape !== null)
    at += utf8Length(codePoint)
  }
  return list.end()
}

/**
 * The first bytes of a record as text to show: UTF-8, control and invisible characters as escapes, bytes that are not
 * UTF-8 as `\xNN`, a backslash doubled, so that the text stands for exactly one sequence of bytes. With `more`, bytes
 * follow that are not there, and a character cut off at the end is left out.
 */
export function escapedText(bytes: Uint8Array, more = false): TextSegment[] {
  return escapeBytes(bytes, more, true)
}

/** {@link escapedText} as one string. */
export function escapedString(bytes: Uint8Array, more = false): string {
  return escapedText(bytes, more)
    .map((segment) => segment.text)
    .join('')
}

/** The text payload, without line ending, that `compileText` turns into exactly `bytes`. */
export function bytesToTextPayload(bytes: Uint8Array): string {
  return escapeBytes(bytes, false, false)
    .map((segment) => segment.text)
    .join('')
}
