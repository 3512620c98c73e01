import type { FollowDirection } from '../../../shared/contract/engine/follow-calls'

/** Blocks an index holds at most: 1.3 MB, however long the capture. */
const mostBlocks = 32_768
/** Records that one block spans at first. */
const firstSpan = 64
const fields = 4

/**
 * Where the bytes of one peer lie in a capture, in constant memory: a list of blocks, each with the range of records in
 * which its messages are and how many bytes of each direction come before it. A block spans a bounded number of records;
 * when there are too many blocks the bound doubles and neighbours become one, so that finding a byte reads about
 * `records / mostBlocks` entries of the index at any size. Between two blocks the peer has no message.
 */
export class StreamIndex {
  /** For each block: first record, last record, bytes in before it, bytes out before it. */
  private blocks = new Float64Array(64 * fields)
  private length = 0
  private span = firstSpan
  private inTotal = 0
  private outTotal = 0

  /** `limit` is the number of blocks at most, at least 4. */
  constructor(private readonly limit: number = mostBlocks) {}

  /** Blocks there are now. */
  get count(): number {
    return this.length
  }

  /** Bytes of the stream. */
  bytes(direction: FollowDirection): number {
    return chosen(direction, this.inTotal, this.outTotal)
  }

  /** Takes the next message of the peer. Records rise; a message without bytes adds nothing. */
  add(record: number, direction: 'in' | 'out', bytes: number): void {
    if (bytes === 0) return
    const last = this.length - 1
    if (last < 0 || record - this.first(last) >= this.span) this.append(record)
    else this.blocks[last * fields + 1] = record
    if (direction === 'in') this.inTotal += bytes
    else this.outTotal += bytes
  }

  first(block: number): number {
    return this.blocks[block * fields]!
  }

  last(block: number): number {
    return this.blocks[block * fields + 1]!
  }

  /** Bytes of `direction` before the block; with `block` = {@link count} all there are. */
  before(block: number, direction: FollowDirection): number {
    if (block >= this.length) return this.bytes(direction)
    const at = block * fields
    return chosen(direction, this.blocks[at + 2]!, this.blocks[at + 3]!)
  }

  /** The block that holds byte `position` of the stream; {@link count} beyond the end. */
  blockAt(position: number, direction: FollowDirection): number {
    if (position >= this.bytes(direction)) return this.length
    return this.lastWhere((block) => this.before(block, direction) <= position)
  }

  /** The block in which `record` is, or the next one; {@link count} beyond the end. */
  blockOfRecord(record: number): number {
    const block = this.lastWhere((one) => this.first(one) <= record)
    return block >= 0 && this.last(block) >= record ? block : block + 1
  }

  /** The last block for which `holds`, which does for all before it too; -1 where there is none. */
  private lastWhere(holds: (block: number) => boolean): number {
    let low = -1
    let high = this.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (holds(middle)) low = middle
      else high = middle - 1
    }
    return low
  }

  private append(record: number): void {
    if (this.length === this.limit) this.thin()
    if (this.length > 0 && record - this.first(this.length - 1) < this.span) {
      this.blocks[(this.length - 1) * fields + 1] = record
      return
    }
    if ((this.length + 1) * fields > this.blocks.length) this.enlarge()
    this.blocks.set([record, record, this.inTotal, this.outTotal], this.length * fields)
    this.length += 1
  }

  private enlarge(): void {
    const larger = new Float64Array(this.blocks.length * 2)
    larger.set(this.blocks)
    this.blocks = larger
  }

  /** Two neighbouring blocks together span at least the bound, so doubling it some times leaves half of them. */
  private thin(): void {
    while (this.length > this.limit / 2) {
      this.span *= 2
      this.mergeNeighbours()
    }
  }

  private mergeNeighbours(): void {
    let kept = 0
    for (let block = 1; block < this.length; block += 1) {
      if (this.last(block) - this.first(kept) < this.span) {
        this.blocks[kept * fields + 1] = this.last(block)
        continue
      }
      kept += 1
      this.blocks.copyWithin(kept * fields, block * fields, (block + 1) * fields)
    }
    this.length = kept + 1
  }
}

function chosen(direction: FollowDirection, incoming: number, outgoing: number): number {
  switch (direction) {
    case 'in':
      return incoming
    case 'out':
      return outgoing
    case 'both':
      return incoming + outgoing
  }
}
