import { escapedText, escapeOf, type TextSegment } from '../payload/escaped-text'
import { hexPair } from '../payload/hex-payload'
import type { TextEncoding } from './text-encoding'

/** No encoding takes more bytes for one character. */
const longestCharacter = 4

const decoders = new Map<TextEncoding, InstanceType<typeof TextDecoder>>()

/** The label `latin1` would mean windows-1252 (WHATWG Encoding, 4.2); Latin-1 is each byte as its own code point. */
function decoderOf(encoding: Exclude<TextEncoding, 'latin-1'>): InstanceType<typeof TextDecoder> {
  let decoder = decoders.get(encoding)
  if (!decoder) {
    decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
    decoders.set(encoding, decoder)
  }
  return decoder
}

/** `bytes` as text, null unless all of them are characters of `encoding`. */
export function strictText(bytes: Uint8Array, encoding: TextEncoding): string | null {
  if (encoding === 'latin-1') return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  try {
    return decoderOf(encoding).decode(bytes)
  } catch {
    return null
  }
}

/** The character that begins at `at` and how many bytes it takes; null where there is none. */
function characterAt(bytes: Uint8Array, at: number, encoding: TextEncoding): [string, number] | null {
  const most = Math.min(longestCharacter, bytes.length - at)
  for (let length = 1; length <= most; length++) {
    const text = strictText(bytes.subarray(at, at + length), encoding)
    if (text !== null) return [text, length]
  }
  return null
}

function segmentsOf(text: string): TextSegment[] {
  return Array.from(text, (character) => {
    const escape = escapeOf(character.codePointAt(0)!)
    return { text: escape ?? character, escaped: escape !== null }
  })
}

function joined(segments: readonly TextSegment[]): TextSegment[] {
  const runs: { text: string; escaped: boolean }[] = []
  for (const { text, escaped } of segments) {
    const last = runs.at(-1)
    if (last?.escaped === escaped) last.text += text
    else runs.push({ text, escaped })
  }
  return runs
}

function withInvalidBytes(bytes: Uint8Array, encoding: TextEncoding): TextSegment[] {
  const segments: TextSegment[] = []
  for (let at = 0; at < bytes.length;) {
    const character = characterAt(bytes, at, encoding)
    if (character) segments.push(...segmentsOf(character[0]))
    else segments.push({ text: `\\x${hexPair(bytes[at]!)}`, escaped: true })
    at += character?.[1] ?? 1
  }
  return segments
}

/**
 * Bytes as text of `encoding` to show: control and invisible characters as escapes, a backslash doubled, bytes that are
 * no character as `\xNN`. Meant for some hundred bytes; looking for what is invalid takes its time.
 */
export function decodeText(bytes: Uint8Array, encoding: TextEncoding): TextSegment[] {
  if (encoding === 'utf-8') return escapedText(bytes)
  const text = strictText(bytes, encoding)
  return joined(text === null ? withInvalidBytes(bytes, encoding) : segmentsOf(text))
}
