import { longestPrefix, skipTables, type BytePattern } from './byte-pattern'
import { utf8Pieces } from './utf8-pieces'

/**
 * A text to look for in bytes, ignoring case. Letters match their upper and lower case forms in UTF-8 as long as these
 * are one character (so `ß` does not match `SS`); bytes outside UTF-8 match themselves only.
 */
export class TextPattern implements BytePattern {
  /** For each piece of the text the byte sequences that match it. No one is the beginning of another. */
  private readonly pieces: readonly (readonly Uint8Array[])[]
  readonly prefix: readonly ReadonlySet<number>[]
  readonly skips: Uint16Array
  readonly retries: Uint16Array

  constructor(readonly bytes: Uint8Array) {
    this.pieces = utf8Pieces(bytes).map((piece) =>
      piece.is === 'byte' ? [Uint8Array.of(piece.byte)] : caseForms(piece.text),
    )
    this.prefix = prefixSets(this.pieces)
    const { skips, retries } = skipTables(this.prefix)
    this.skips = skips
    this.retries = retries
  }

  get longest(): number {
    return this.pieces.reduce((sum, forms) => sum + Math.max(...forms.map((form) => form.length)), 0)
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

/** The forms of one character in UTF-8 that differ in case only. */
function caseForms(character: string): Uint8Array[] {
  const lower = character.toLowerCase()
  const upper = character.toUpperCase()
  const forms = [character, lower, upper, upper.toLowerCase(), lower.toUpperCase()]
  const single = new Set(forms.filter((form) => form.length > 0 && [...form].length === 1))
  return [...single].map((form) => new TextEncoder().encode(form))
}

/** The possible bytes at each place up to the first piece whose forms differ in length, whose first bytes are the last. */
function prefixSets(pieces: readonly (readonly Uint8Array[])[]): Set<number>[] {
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
