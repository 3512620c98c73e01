import { utf8Pieces } from './utf8-pieces'

/**
 * A text to look for in bytes, ignoring case. Letters match their upper and lower case forms in UTF-8 as long as these
 * are one character (so `ß` does not match `SS`); bytes outside UTF-8 match themselves only.
 *
 * The search is Boyer–Moore–Horspool (Horspool, "Practical fast searching in strings", 1980) over sets of bytes, which
 * skips up to the pattern's length per step, followed by an exact check.
 */
export class TextPattern {
  /** For each piece of the text the byte sequences that match it. No one is the beginning of another. */
  private readonly pieces: readonly (readonly Uint8Array[])[]
  /** Bytes at the beginning of a match whose positions are fixed. */
  private readonly prefix: number
  /** For the last byte of the prefix: how far to go on; 0 where a match may end here. */
  private readonly skips: Uint16Array
  /** At `skips` 0: how far to go on after a failed check. */
  private readonly retry: Uint16Array
  /** Where the last match found by {@link find} ends. */
  matchEnd = 0

  constructor(readonly bytes: Uint8Array) {
    this.pieces = utf8Pieces(bytes).map((piece) =>
      piece.is === 'byte' ? [Uint8Array.of(piece.byte)] : caseForms(piece.text),
    )
    const sets = prefixSets(this.pieces)
    this.prefix = sets.length
    this.retry = skipTable(sets)
    this.skips = this.retry.slice()
    for (const byte of sets.at(-1)!) this.skips[byte] = 0
  }

  /** The most bytes a match can have. */
  get longest(): number {
    return this.pieces.reduce((sum, forms) => sum + Math.max(...forms.map((form) => form.length)), 0)
  }

  /** Position of the first match that lies in `from` … `to - 1`, or -1; its end is in {@link matchEnd}. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const { skips, retry, prefix } = this
    let last = from + prefix - 1
    while (last < to) {
      const skip = skips[bytes[last]!]!
      if (skip > 0) {
        last += skip
        continue
      }
      const start = last - prefix + 1
      const end = this.endOfMatch(bytes, start, to)
      if (end > 0) {
        this.matchEnd = end
        return start
      }
      last += retry[bytes[last]!]!
    }
    return -1
  }

  private endOfMatch(bytes: Uint8Array, start: number, to: number): number {
    let at = start
    for (const forms of this.pieces) {
      const form = forms.find((candidate) => startsWith(bytes, at, to, candidate))
      if (!form) return 0
      at += form.length
    }
    return at
  }
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
    if (!fixed || sets.length >= 0xff00) break
  }
  return sets
}

function skipTable(sets: readonly Set<number>[]): Uint16Array {
  const skips = new Uint16Array(256).fill(sets.length)
  sets.slice(0, -1).forEach((set, place) => {
    for (const byte of set) skips[byte] = sets.length - 1 - place
  })
  return skips
}
