import { longestPrefix, skipTables, type BytePattern } from './byte-pattern'
import type { HexByte } from './filter-node'

/** Bytes given in hex, some digits of which may be anything. */
export class HexPattern implements BytePattern {
  readonly prefix: readonly ReadonlySet<number>[]
  readonly skips: Uint16Array
  readonly retries: Uint16Array
  readonly beginsAt = null

  /** `bytes` must not be empty. */
  constructor(readonly bytes: readonly HexByte[]) {
    this.prefix = bytes.slice(0, longestPrefix).map(possibleBytes)
    const { skips, retries } = skipTables(this.prefix)
    this.skips = skips
    this.retries = retries
  }

  get longest(): number {
    return this.bytes.length
  }

  endOfMatch(bytes: Uint8Array, start: number, to: number): number {
    const end = start + this.bytes.length
    if (end > to) return 0
    for (let place = 0; place < this.bytes.length; place += 1) {
      const { value, mask } = this.bytes[place]!
      if ((bytes[start + place]! & mask) !== value) return 0
    }
    return end
  }
}

function possibleBytes({ value, mask }: HexByte): ReadonlySet<number> {
  const all = Array.from({ length: 256 }, (_, byte) => byte)
  return new Set(all.filter((byte) => (byte & mask) === value))
}
