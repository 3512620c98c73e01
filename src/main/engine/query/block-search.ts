import type { BytePattern } from '../../../shared/filter/byte-pattern'
import { sampledFrequencies, TextSearch } from '../../../shared/filter/text-search'
import { pairScanMemory, scanOverrun, type PairScan } from '../simd/pair-scan'

/** Places beyond this are not looked at by the scan. */
const farthestPlace = 255
/** Values one place may have for the scan. */
const mostValues = 2
/** Searches after which the rarest places are chosen anew. */
const searchesPerChoice = 64

/** Goes through the matches of a pattern, from front to back. */
export interface MatchSearch {
  /** Where the last match found ends. */
  readonly matchEnd: number
  /** Position of the first match at or after `from`, or -1. `from` must not fall from call to call. */
  find(from: number): number
}

/** Two places of a pattern that are rare in what is searched, with their values. They may be the same place. */
interface PlacePair {
  readonly first: number
  readonly second: number
  readonly values: readonly [number, number, number, number]
}

/** A buffer that is filled and searched again and again. */
export class SearchedBlock {
  readonly bytes: Buffer
  private readonly scan: PairScan
  private readonly choices = new Map<BytePattern, { readonly pair: PlacePair | null; uses: number }>()

  constructor(readonly size: number) {
    const { bytes, scan } = pairScanMemory(size + farthestPlace + scanOverrun)
    this.bytes = bytes
    this.scan = scan
  }

  /** Searches the first `length` bytes. Valid until the block is filled again. */
  search(pattern: BytePattern, length: number): MatchSearch {
    const pair = this.pairOf(pattern, length)
    return pair
      ? new PairSearch(this.bytes, this.scan, pattern, pair, length)
      : this.plainSearch(pattern, length)
  }

  private plainSearch(pattern: BytePattern, length: number): MatchSearch {
    return new TextSearch(pattern, this.bytes.subarray(0, length), length)
  }

  private pairOf(pattern: BytePattern, length: number): PlacePair | null {
    const known = this.choices.get(pattern)
    if (known && known.uses < searchesPerChoice) {
      known.uses += 1
      return known.pair
    }
    const pair = rarestPair(pattern, this.bytes, length)
    this.choices.set(pattern, { pair, uses: 1 })
    return pair
  }
}

class PairSearch implements MatchSearch {
  matchEnd = 0
  private readonly end: number

  constructor(
    private readonly bytes: Buffer,
    private readonly scan: PairScan,
    private readonly pattern: BytePattern,
    private readonly pair: PlacePair,
    private readonly length: number,
  ) {
    this.end = length - pattern.prefix.length + 1
  }

  find(from: number): number {
    const { scan, end, bytes, pattern, length } = this
    const { first, second, values } = this.pair
    for (let at = from; at < end; at += 1) {
      at = scan(at, end, first, second, values[0], values[1], values[2], values[3])
      if (at >= end) return -1
      this.matchEnd = pattern.endOfMatch(bytes, at, length)
      if (this.matchEnd > 0) return at
    }
    return -1
  }
}

/** The two places whose values are rarest in `bytes`; null where none has few enough values. */
function rarestPair({ prefix }: BytePattern, bytes: Uint8Array, length: number): PlacePair | null {
  const frequencies = sampledFrequencies(bytes, length)
  const places = prefix
    .slice(0, farthestPlace + 1)
    .map((set, place) => ({ place, values: [...set] }))
    .filter(({ values }) => values.length <= mostValues)
    .map((one) => ({ ...one, frequency: one.values.reduce((sum, value) => sum + frequencies[value]!, 0) }))
    .sort((one, other) => one.frequency - other.frequency)
  const [first, second = first] = places
  if (!first || !second) return null
  const [a0, a1 = a0] = first.values
  const [b0, b1 = b0] = second.values
  return { first: first.place, second: second.place, values: [a0!, a1!, b0!, b1!] }
}
