import { charactersOf } from './characters-of'
import { cutCharacter } from './characters'
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

/**
 * How many of `bytes`, which begin with a character, come before one that their end cuts off; all of them where none
 * is. What follows is to be read together with the rest: so text that comes in pieces is read as if it came whole.
 */
export function wholeCharacters(bytes: Uint8Array, encoding: TextEncoding): number {
  const characters = charactersOf(encoding)
  let at = 0
  while (at < bytes.length) {
    const codePoint = characters.read(bytes, at)
    if (codePoint === cutCharacter) return at
    at += codePoint < 0 ? Math.min(characters.step, bytes.length - at) : characters.lengthOf(codePoint)
  }
  return at
}
