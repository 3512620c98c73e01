import type { Characters } from './characters'
import { Gb18030Characters } from './gb18030-characters'
import { PairCharacters } from './pair-characters'
import { big5Pairs, eucKrPairs, shiftJisPairs } from './pair-tables'
import type { TextEncoding } from './text-encoding'
import { latin1Characters, utf16Characters, utf8Characters } from './unicode-characters'

const makers: Readonly<Record<TextEncoding, () => Characters>> = {
  'utf-8': () => utf8Characters,
  gb18030: () => new Gb18030Characters(),
  big5: () => new PairCharacters(big5Pairs()),
  shift_jis: () => new PairCharacters(shiftJisPairs(), true),
  'euc-kr': () => new PairCharacters(eucKrPairs()),
  'utf-16le': () => utf16Characters('le'),
  'utf-16be': () => utf16Characters('be'),
  'latin-1': () => latin1Characters,
}

const made = new Map<TextEncoding, Characters>()

/** The characters of an encoding. Tables are made when first asked for: some milliseconds. */
export function charactersOf(encoding: TextEncoding): Characters {
  let characters = made.get(encoding)
  if (!characters) {
    characters = makers[encoding]()
    made.set(encoding, characters)
  }
  return characters
}
