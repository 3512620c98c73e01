import { charactersOf } from './characters-of'
import type { TextEncoding } from './text-encoding'

/** `bytes` as text, null unless all of them are characters of `encoding`. For short texts. */
export function strictText(bytes: Uint8Array, encoding: TextEncoding): string | null {
  const characters = charactersOf(encoding)
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const codePoint = characters.read(bytes, at)
    if (codePoint < 0) return null
    text += String.fromCodePoint(codePoint)
    at += characters.lengthOf(codePoint)
  }
  return text
}
