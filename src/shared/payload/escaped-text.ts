import { cutCharacter, type Characters } from '../encoding/characters'
import { charactersOf } from '../encoding/characters-of'
import type { TextEncoding } from '../encoding/text-encoding'
import { hexPair } from './hex-digits'

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

/** How `codePoint` is written, null where it stands for itself. `\xNN` stands for a byte, so not in UTF-16. */
export function escapeOf(codePoint: number, keepsAscii = true): string | null {
  if (isPlainAscii(codePoint)) return null
  const simple = simpleEscapes.get(codePoint)
  if (simple !== undefined) return simple
  if (codePoint < 0x80 && keepsAscii) return `\\x${hexPair(codePoint)}`
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

/** Bytes that are no character, as many as belong together. */
function byteEscapes(bytes: Uint8Array, from: number, to: number): string {
  return Array.from(bytes.subarray(from, to), (byte) => `\\x${hexPair(byte)}`).join('')
}

interface EscapeOptions {
  readonly characters: Characters
  /** Bytes follow that are not there: a character cut off at the end is left out. */
  readonly more: boolean
  /** `{{` is taken as it is, not as the beginning of a variable. */
  readonly bracesToo: boolean
}

function escapeBytes(bytes: Uint8Array, options: EscapeOptions): TextSegment[] {
  return escapeUpTo(bytes, options).segments
}

/** `taken` are the bytes that the segments stand for: all, unless a character is cut off and `more` follows. */
function escapeUpTo(
  bytes: Uint8Array,
  { characters, more, bracesToo }: EscapeOptions,
): { readonly segments: TextSegment[]; readonly taken: number } {
  const { keepsAscii, step } = characters
  const list = new SegmentList()
  let at = 0
  while (at < bytes.length) {
    const end = keepsAscii ? plainAsciiEnd(bytes, at, bracesToo) : at
    if (end > at) {
      list.add(asciiText(bytes, at, end), false)
      at = end
      continue
    }
    const codePoint = characters.read(bytes, at)
    if (codePoint < 0) {
      if (codePoint === cutCharacter && more) break
      const next = codePoint === cutCharacter ? bytes.length : Math.min(bytes.length, at + step)
      list.add(byteEscapes(bytes, at, next), true)
      at = next
      continue
    }
    at += characters.lengthOf(codePoint)
    const following = at < bytes.length ? characters.read(bytes, at) : undefined
    if (codePoint === brace && !bracesToo && following === brace) {
      list.add('\\{{', true)
      at += characters.lengthOf(brace)
      continue
    }
    const escape =
      codePoint === 0 && isDigit(following)
        ? keepsAscii
          ? '\\x00'
          : '\\u{0}'
        : escapeOf(codePoint, keepsAscii)
    list.add(escape ?? String.fromCodePoint(codePoint), escape !== null)
  }
  return { segments: list.end(), taken: at }
}

/**
 * The first bytes of a record as text to show: characters of `encoding`, control and invisible ones as escapes, bytes
 * that are no character as `\xNN`, a backslash doubled, so that the text stands for exactly one sequence of bytes. With
 * `more`, bytes follow that are not there, and a character cut off at the end is left out.
 */
export function escapedText(
  bytes: Uint8Array,
  more = false,
  encoding: TextEncoding = 'utf-8',
): TextSegment[] {
  return escapeBytes(bytes, { characters: charactersOf(encoding), more, bracesToo: true })
}

/** {@link escapedText} as one string. */
export function escapedString(bytes: Uint8Array, more = false, encoding: TextEncoding = 'utf-8'): string {
  return joined(escapedText(bytes, more, encoding))
}

/**
 * The text of bytes of which more come, unless they are the `last` ones. Left out are up to `bytes.length - taken` at
 * the end: a character that is cut off, and a NUL, whose escape depends on what follows.
 */
export function escapedPiece(
  bytes: Uint8Array,
  last: boolean,
  characters: Characters,
): { readonly text: string; readonly taken: number } {
  const decided = last ? bytes : bytes.subarray(0, decidedEnd(bytes, characters.step))
  const { segments, taken } = escapeUpTo(decided, { characters, more: !last, bracesToo: true })
  return { text: joined(segments), taken }
}

/** Without half a unit and a NUL at the end. */
function decidedEnd(bytes: Uint8Array, unit: number): number {
  const end = bytes.length - (bytes.length % unit)
  const isNul = end > 0 && bytes.subarray(end - unit, end).every((byte) => byte === 0)
  return isNul ? end - unit : end
}

/** The text payload of `encoding`, without line ending, that `compileText` turns into exactly `bytes`. */
export function bytesToTextPayload(bytes: Uint8Array, encoding: TextEncoding = 'utf-8'): string {
  return joined(escapeBytes(bytes, { characters: charactersOf(encoding), more: false, bracesToo: false }))
}

function joined(segments: readonly TextSegment[]): string {
  return segments.map((segment) => segment.text).join('')
}
