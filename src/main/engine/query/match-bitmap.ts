/** Records of one segment of a bitmap. */
const segmentBits = 1 << 20
/** Records that share one entry of the rank directory. */
const blockShift = 9
const blockBits = 1 << blockShift
const wordsPerSegment = segmentBits / 32
const blocksPerSegment = segmentBits / blockBits
const segmentBytes = (wordsPerSegment + blocksPerSegment) * 4

/** One piece of shared memory: the bits, then for each block the number of matches before it in the whole bitmap. */
interface Segment {
  readonly words: Uint32Array
  readonly ranks: Uint32Array
}

function segmentOf(memory: SharedArrayBuffer): Segment {
  return {
    words: new Uint32Array(memory, 0, wordsPerSegment),
    ranks: new Uint32Array(memory, wordsPerSegment * 4, blocksPerSegment),
  }
}

/** Bits set in a 32-bit word (Warren, "Hacker's Delight", 5-1). */
function popCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555)
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24
}

/**
 * Collects which positions match, in order, at 1.07 bits each. The memory is shared with a {@link MatchBitmap} in
 * another thread, which may read whatever has been told to it by a message. At most 2^32 matches.
 */
export class MatchBitmapWriter {
  private readonly segments: Segment[] = []
  private positions = 0
  private matched = 0

  /** `onSegment` gets each new piece of memory, in order, to be given to the readers. */
  constructor(private readonly onSegment: (memory: SharedArrayBuffer) => void) {}

  /** How many positions have been decided. */
  get length(): number {
    return this.positions
  }

  get matches(): number {
    return this.matched
  }

  /** Decides the next `count` positions: 1 in `matches` for those that match. */
  append(matches: Uint8Array, count: number): void {
    for (let done = 0; done < count;) {
      const bit = this.positions % segmentBits
      if (bit === 0) this.grow()
      const part = Math.min(count - done, segmentBits - bit)
      this.fill(this.segments[this.segments.length - 1]!, bit, matches, done, part)
      done += part
      this.positions += part
    }
  }

  /** Decides the next `count` positions: none matches. */
  skip(count: number): void {
    const none = new Uint8Array(Math.min(count, segmentBits))
    for (let left = count; left > 0; left -= none.length) this.append(none, Math.min(left, none.length))
  }

  private fill(segment: Segment, firstBit: number, matches: Uint8Array, from: number, count: number): void {
    const { words } = segment
    const end = from + count
    let matched = this.matched
    let ranked = firstBit
    for (let at = from; at < end; at += 1) {
      if (matches[at] !== 1) {
        at = matches.indexOf(1, at)
        if (at < 0 || at >= end) break
      }
      const bit = firstBit + at - from
      rankBlocks(segment, ranked, bit + 1, matched)
      ranked = bit + 1
      words[bit >>> 5]! |= 1 << (bit & 31)
      matched += 1
    }
    rankBlocks(segment, ranked, firstBit + count, matched)
    this.matched = matched
  }

  private grow(): void {
    const memory = new SharedArrayBuffer(segmentBytes)
    this.segments.push(segmentOf(memory))
    this.onSegment(memory)
  }
}

/** Notes for the blocks that begin at bits `from` to before `to` how many matches lie before them. */
function rankBlocks({ ranks }: Segment, from: number, to: number, matched: number): void {
  const last = (to - 1) >>> blockShift
  for (let block = (from + blockBits - 1) >>> blockShift; block <= last; block += 1) ranks[block] = matched
}

/** The reading side: finds the n-th match, and how many matches lie before a position, both in logarithmic time. */
export class MatchBitmap {
  private readonly segments: Segment[] = []
  private positions = 0
  private matched = 0

  /** Takes the next piece of memory. */
  addSegment(memory: SharedArrayBuffer): void {
    this.segments.push(segmentOf(memory))
  }

  /** Takes over how far the writer has come: `length` positions with `matches` matches in them. */
  advance(length: number, matches: number): void {
    this.positions = length
    this.matched = matches
  }

  get length(): number {
    return this.positions
  }

  get matches(): number {
    return this.matched
  }

  /** How many matches lie before `position` (0-based). */
  rank(position: number): number {
    if (position >= this.positions) return this.matched
    const segment = this.segments[Math.floor(position / segmentBits)]!
    const bit = position % segmentBits
    const block = Math.floor(bit / blockBits)
    let rank = segment.ranks[block]!
    const lastWord = bit >>> 5
    for (let word = (block * blockBits) >>> 5; word < lastWord; word += 1)
      rank += popCount(segment.words[word]!)
    const below = (1 << (bit & 31)) - 1
    return rank + popCount(segment.words[lastWord]! & below)
  }

  /** Positions of the matches `from` … `from + count - 1` (0-based), as far as there are. */
  select(from: number, count: number): number[] {
    const end = Math.min(from + count, this.matched)
    const found: number[] = []
    if (from >= end) return found
    let position = this.blockOf(from)
    let skip = from - this.rank(position)
    while (found.length < end - from) {
      const base = Math.floor(position / segmentBits) * segmentBits
      let word = this.segments[base / segmentBits]!.words[(position - base) >>> 5]!
      for (; word !== 0 && found.length < end - from; word &= word - 1) {
        if (skip > 0) skip -= 1
        else found.push(position + popCount((word & -word) - 1))
      }
      position += 32
    }
    return found
  }

  /** Position where the block begins that holds match number `match`. */
  private blockOf(match: number): number {
    let low = 0
    let high = Math.ceil(this.positions / blockBits) - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.rankOfBlock(middle) <= match) low = middle
      else high = middle - 1
    }
    return low * blockBits
  }

  private rankOfBlock(block: number): number {
    return this.segments[Math.floor(block / blocksPerSegment)]!.ranks[block % blocksPerSegment]!
  }
}
