import { cutCharacter, type Characters } from '../../shared/encoding/characters'
import { escapeOf } from '../../shared/payload/escaped-text'
import { hexPair } from '../../shared/payload/hex-digits'

export type GlyphStyle = 'plain' | 'escape'

/** What a few bytes look like in a row. */
export interface Glyph {
  readonly text: string
  readonly style: GlyphStyle
  /** Bytes it stands for. */
  readonly length: number
  /** Columns it takes. */
  readonly columns: number
  readonly breaksLine: boolean
}

/** How bytes become characters. */
export interface GlyphLook {
  readonly mode: 'text' | 'hex' | 'escapes'
  readonly characters: Characters
}

const lineFeed = 0x0a
const carriageReturn = 0x0d
const tabulator = 0x09
const backslash = 0x5c
const tabColumns = 4

/** Scripts and signs that take two columns (Unicode Standard Annex 11, wide and fullwidth, in broad ranges). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

/**
 * {@link glyphAt} where `offset` bytes of the direction come before `bytes`: with characters of whole pairs of bytes, a
 * byte that is the rest of one whose beginning is elsewhere stands for itself.
 */
export function streamGlyphAt(bytes: Uint8Array, at: number, offset: number, look: GlyphLook): Glyph {
  const astray = (offset + at) % look.characters.step
  return astray > 0 ? bytesGlyph(bytes, at, astray) : glyphAt(bytes, at, look)
}

/**
 * The character at `at`, or the bytes that are none as `\xNN`. As text, line breaks and tabs do what they mean; as
 * escapes, they are seen too and a backslash is doubled, so that the text stands for exactly these bytes.
 */
function glyphAt(bytes: Uint8Array, at: number, { mode, characters }: GlyphLook): Glyph {
  const codePoint = characters.read(bytes, at)
  if (codePoint < 0) return bytesGlyph(bytes, at, codePoint === cutCharacter ? Infinity : characters.step)
  const length = characters.lengthOf(codePoint)
  const breaksLine = codePoint === lineFeed
  if (mode !== 'escapes') {
    if (breaksLine) return { text: '', style: 'plain', length, columns: 0, breaksLine }
    if (codePoint === carriageReturn && isLineFeedAt(bytes, at + length, characters)) {
      return { text: '', style: 'plain', length, columns: 0, breaksLine: false }
    }
    if (codePoint === tabulator) {
      return { text: ' '.repeat(tabColumns), style: 'plain', length, columns: tabColumns, breaksLine }
    }
    if (codePoint === backslash) return { text: '\\', style: 'plain', length, columns: 1, breaksLine }
  }
  const escape = codePoint === 0 ? zero(characters) : escapeOf(codePoint, characters.keepsAscii)
  if (escape !== null) return { text: escape, style: 'escape', length, columns: escape.length, breaksLine }
  const text = String.fromCodePoint(codePoint)
  const columns = codePoint >= 0x1100 && wide.test(text) ? 2 : 1
  return { text, style: 'plain', length, columns, breaksLine }
}

/** `\0` in front of a digit would look like an octal escape. */
function zero({ keepsAscii }: Characters): string {
  return keepsAscii ? '\\x00' : '\\u{0}'
}

function isLineFeedAt(bytes: Uint8Array, at: number, characters: Characters): boolean {
  return at < bytes.length && characters.read(bytes, at) === lineFeed
}

function bytesGlyph(bytes: Uint8Array, at: number, length: number): Glyph {
  const cut = bytes.subarray(at, Math.min(bytes.length, at + length))
  const text = Array.from(cut, (byte) => `\\x${hexPair(byte)}`).join('')
  return { text, style: 'escape', length: cut.length, columns: text.length, breaksLine: false }
}
