import { CharacterWalk } from '../../../shared/encoding/character-walk'
import type { FilterPattern } from '../../../shared/filter/filter-pattern'
import { RegexPattern } from '../../../shared/filter/regex-pattern'
import { SearchedBlock } from '../query/block-search'

/** A stretch of bytes: `from` up to, not including, `to`. */
export interface ByteStretch {
  readonly from: number
  readonly to: number
}

/** Looks for a pattern in a window of bytes that is filled again and again. */
export interface StreamMatcher {
  /** Bytes of a stream looked at in one step. */
  readonly step: number
  /** Bytes before a step that tell whether a match may begin where the step does. */
  readonly context: number
  /** Bytes behind a step that a match may reach into. */
  readonly reach: number
  /** Holds context, step and reach. */
  readonly bytes: Uint8Array
  /**
   * The first match among the first `length` bytes that begins in `from` … `to - 1`, or the last. `base` bytes of the
   * direction come before them.
   */
  find(length: number, from: number, to: number, last: boolean, base: number): ByteStretch | null
}

export function streamMatcher(pattern: FilterPattern): StreamMatcher {
  if (pattern instanceof RegexPattern) return new RegexMatcher(pattern)
  return new BytesMatcher(pattern)
}

const mebibyte = 1024 * 1024
/** Bytes before a match from which on characters are read to know where they begin. */
const characterContext = 4_096
/** Bytes below this are part of no longer character in any encoding that keeps ASCII. */
const lowestTrail = 0x30

class BytesMatcher implements StreamMatcher {
  readonly step = mebibyte
  readonly context: number
  readonly reach: number
  private readonly block: SearchedBlock

  constructor(private readonly pattern: Exclude<FilterPattern, RegexPattern>) {
    this.reach = Math.max(0, pattern.longest - 1)
    this.context = pattern.beginsAt ? characterContext : 0
    this.block = new SearchedBlock(this.context + this.step + this.reach)
  }

  get bytes(): Uint8Array {
    return this.block.bytes
  }

  find(length: number, from: number, to: number, last: boolean, base: number): ByteStretch | null {
    const search = this.block.search(this.pattern, length)
    let found: ByteStretch | null = null
    for (let at = search.find(from); at >= 0 && at < to; at = search.find(at + 1)) {
      if (!this.beginsCharacter(at, base)) continue
      found = { from: at, to: search.matchEnd }
      if (!last) break
    }
    return found
  }

  /** Characters are read from a byte on that is part of no longer one, or from as far back as there is context. */
  private beginsCharacter(at: number, base: number): boolean {
    const characters = this.pattern.beginsAt
    if (!characters) return true
    if (characters.step > 1) return (base + at) % characters.step === 0
    const earliest = Math.max(0, at - characterContext)
    let from = at
    while (from > earliest && this.bytes[from - 1]! >= lowestTrail) from -= 1
    return new CharacterWalk(characters, this.bytes.subarray(0, at + 1), from).beginsAt(at)
  }
}

/** Bounds the time of one step: expressions are some hundred times slower than bytes. */
const regexStep = 256 * 1024
/** The longest match of an expression that is found whole. */
const regexLongest = 64 * 1024
/** Enough for what `^` and `\b` look at, and for a character that a step would cut. */
const regexContext = 64

class RegexMatcher implements StreamMatcher {
  readonly step = regexStep
  readonly context = regexContext
  readonly reach = regexLongest
  readonly bytes = new Uint8Array(regexContext + regexStep + regexLongest)

  constructor(private readonly pattern: RegexPattern) {}

  find(length: number, from: number, to: number, last: boolean): ByteStretch | null {
    const found = this.pattern
      .matchesIn(this.bytes.subarray(0, length))
      .filter((match) => match.from >= from && match.from < to)
    return (last ? found.at(-1) : found[0]) ?? null
  }
}
