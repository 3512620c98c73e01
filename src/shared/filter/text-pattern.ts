import { charactersOf } from '../encoding/characters-of'
import type { Characters } from '../encoding/characters'
import type { TextEncoding } from '../encoding/text-encoding'
import { longestPrefix, skipTables, type BytePattern } from './byte-pattern'
import { utf8Pieces } from './utf8-pieces'

/**
 * A text to look for in bytes of an encoding, ignoring case: what decoding the bytes and comparing characters finds.
 * Letters match their upper and lower case forms as long as these are one character (so `ß` does not match `SS`).
 * Bytes given by number match themselves only, and a text with such bytes stands anywhere.
 */
export class TextPattern implements BytePattern {
  /** For each piece of the text the byte sequences that match it. No one is the beginning of another. */
  private readonly pieces: readonly (readonly Uint8Array[])[]
  readonly prefix: readonly ReadonlySet<number>[]
  readonly skips: Uint16Array
  readonly retries: Uint16Array
  readonly beginsAt: Characters | null

  /** `bytes` and `given` are those of a text term. With a character that the encoding lacks nothing matches. */
  constructor(
    readonly bytes: Uint8Array,
    encoding: TextEncoding = 'utf-8',
    given: readonly number[] = [],
  ) {
    const characters = charactersOf(encoding)
    const pieces = utf8Pieces(bytes, given)
    const hasBytes = pieces.some(({ is }) => is === 'byte')
    this.beginsAt = hasBytes || characters.marksBeginnings ? null : characters
    this.pieces = pieces.map((piece) =>
      piece.is === 'byte' ? [Uint8Array.of(piece.byte)] : caseForms(piece.text, characters),
    )
    this.prefix = prefixSets(this.pieces)
    const { skips, retries } = skipTables(this.prefix)
    this.skips = skips
    this.retries = retries
  }

  get longest(): number {
    const lengths = this.pieces.map((forms) => Math.max(1, ...forms.map((form) => form.length)))
    return lengths.reduce((sum, length) => sum + length, 0)
  }

  endOfMatch(bytes: Uint8Array, start: number, to: number): number {
    let at = start
    for (let piece = 0; piece < this.pieces.length; piece += 1) {
      const length = matchingLength(this.pieces[piece]!, bytes, at, to)
      if (length === 0) return 0
      at += length
    }
    return at
  }
}

/** Length of the form that stands at `at`; 0 where none does. */
function matchingLength(forms: readonly Uint8Array[], bytes: Uint8Array, at: number, to: number): number {
  for (let index = 0; index < forms.length; index += 1) {
    const form = forms[index]!
    if (startsWith(bytes, at, to, form)) return form.length
  }
  return 0
}

function startsWith(bytes: Uint8Array, at: number, to: number, form: Uint8Array): boolean {
  if (at + form.length > to) return false
  for (let index = 0; index < form.length; index += 1) if (bytes[at + index] !== form[index]) return false
  return true
}

/** The forms of one character that differ in case only and that the encoding has. */
function caseForms(character: string, characters: Characters): Uint8Array[] {
  const lower = character.toLowerCase()
  const upper = character.toUpperCase()
  const forms = [character, lower, upper, upper.toLowerCase(), lower.toUpperCase()]
  const single = new Set(forms.filter((form) => form.length > 0 && [...form].length === 1))
  const bytes = new Uint8Array(characters.longest)
  return [...single].flatMap((form) => {
    const length = characters.write(form.codePointAt(0)!, bytes, 0)
    return length > 0 ? [bytes.slice(0, length)] : []
  })
}

/**
 * The possible bytes at each place up to the first piece whose forms differ in length, whose first bytes are the last.
 * Where a piece has no form, nothing is possible.
 */
function prefixSets(pieces: readonly (readonly Uint8Array[])[]): Set<number>[] {
  if (pieces.some((forms) => forms.length === 0)) return [new Set()]
  const sets: Set<number>[] = []
  for (const forms of pieces) {
    const length = Math.min(...forms.map((form) => form.length))
    const fixed = forms.every((form) => form.length === length)
    for (let place = 0; place < (fixed ? length : 1); place += 1) {
      sets.push(new Set(forms.map((form) => form[place]!)))
    }
    if (!fixed || sets.length >= longestPrefix) break
  }
  return sets
}
