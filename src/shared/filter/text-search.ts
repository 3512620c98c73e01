import { CharacterWalk } from '../encoding/character-walk'
import type { BytePattern } from './byte-pattern'

/** Bytes looked at to learn how frequent each value is. */
const sampleSize = 4_096
/** Below this many bytes there is nothing to gain from a choice. */
const worthSampling = 64 * 1024
/**
 * Costs in nanoseconds, measured on Node 20: scanning one byte for a value natively, each value found that way, and
 * each step of the skipping search. Their proportions decide, so they need not be exact.
 */
const cost = { scanned: 0.15, found: 80, step: 2.5 }

/** Does the pattern occur in `bytes`, which are those of one message? */
export function occursIn(pattern: BytePattern, bytes: Uint8Array): boolean {
  return new MessageSearch(pattern, bytes).find(0) >= 0
}

/** Searches one message from front to back: matches begin where the pattern lets them. */
export class MessageSearch {
  private readonly search: TextSearch
  private readonly walk: CharacterWalk | null

  constructor(pattern: BytePattern, bytes: Uint8Array) {
    this.search = new TextSearch(pattern, bytes, bytes.length)
    this.walk = pattern.beginsAt && new CharacterWalk(pattern.beginsAt, bytes)
  }

  /** Where the last match found ends. */
  get matchEnd(): number {
    return this.search.matchEnd
  }

  /** Position of the first match at or after `from`, or -1. `from` must not fall from call to call. */
  find(from: number): number {
    for (let at = this.search.find(from); at >= 0; at = this.search.find(at + 1)) {
      if (!this.walk || this.walk.beginsAt(at)) return at
    }
    return -1
  }
}

/**
 * Searches some bytes for a pattern, from front to back, wherever characters begin, in one of two ways that find the
 * same:
 * - where one place of the pattern has bytes that are rare in what is searched, by looking for those natively;
 * - else by skipping (Horspool, "Practical fast searching in strings", 1980), up to the pattern's length per step.
 */
export class TextSearch {
  /** Where the last match found ends. */
  matchEnd = 0
  private readonly anchor: RareBytes | null

  /** Searches the first `length` of `bytes`. */
  constructor(
    private readonly pattern: BytePattern,
    private readonly bytes: Uint8Array,
    private readonly length: number,
  ) {
    this.anchor = length >= worthSampling ? rareBytes(pattern, bytes, length) : null
  }

  /** Position of the first match at or after `from`, or -1. `from` must not fall from call to call. */
  find(from: number): number {
    return this.anchor ? this.findByAnchor(this.anchor, from) : this.findBySkipping(from)
  }

  private findByAnchor(anchor: RareBytes, from: number): number {
    let at = anchor.next(from + anchor.place)
    while (at < this.length) {
      const start = at - anchor.place
      if (this.matches(start)) return start
      at = anchor.next(at + 1)
    }
    return -1
  }

  private findBySkipping(from: number): number {
    const { bytes, length } = this
    const { skips, retries, prefix } = this.pattern
    const lastPlace = prefix.length - 1
    let last = from + lastPlace
    while (last < length) {
      const skip = skips[bytes[last]!]!
      if (skip > 0) {
        last += skip
        continue
      }
      if (this.matches(last - lastPlace)) return last - lastPlace
      last += retries[bytes[last]!]!
    }
    return -1
  }

  private matches(start: number): boolean {
    this.matchEnd = this.pattern.endOfMatch(this.bytes, start, this.length)
    return this.matchEnd > 0
  }
}

/** The next of a few byte values, each of which is looked for natively and only as far as needed. */
class RareBytes {
  private readonly nexts: number[]

  constructor(
    /** The place in the pattern that these values may stand at. */
    readonly place: number,
    private readonly values: readonly number[],
    private readonly bytes: Uint8Array,
  ) {
    this.nexts = values.map(() => -1)
  }

  /** Position of the first of the values at or after `from`, Infinity where there is none. */
  next(from: number): number {
    const { nexts, values } = this
    let first = Infinity
    for (let value = 0; value < values.length; value += 1) {
      if (nexts[value]! < from) {
        const found = this.bytes.indexOf(values[value]!, from)
        nexts[value] = found < 0 ? Infinity : found
      }
      first = Math.min(first, nexts[value]!)
    }
    return first
  }
}

/** The place of the pattern whose bytes are cheapest to look for; null where skipping is cheaper. */
function rareBytes(pattern: BytePattern, bytes: Uint8Array, length: number): RareBytes | null {
  const frequencies = sampledFrequencies(bytes, length)
  const { prefix } = pattern
  let lowest = cost.step / prefix.length
  let best: RareBytes | null = null
  prefix.forEach((set, place) => {
    const values = [...set]
    const found = values.reduce((sum, value) => sum + frequencies[value]!, 0) / sampleSize
    const total = values.length * cost.scanned + found * cost.found
    if (total >= lowest) return
    lowest = total
    best = new RareBytes(place, values, bytes)
  })
  return best
}

/**
 * How often each byte value occurs among {@link sampleSize} bytes spread evenly over all. Their distances follow the
 * golden ratio: equal ones could meet the same place of every message.
 */
export function sampledFrequencies(bytes: Uint8Array, length: number): Uint16Array {
  const frequencies = new Uint16Array(256)
  const goldenRatio = (Math.sqrt(5) - 1) / 2
  for (let sample = 0; sample < sampleSize; sample += 1) {
    const at = Math.floor(((sample * goldenRatio) % 1) * length)
    frequencies[bytes[at]!]! += 1
  }
  return frequencies
}
