import { causes, directions, recordKinds } from '../../../shared/capture/record'
import { EntryList, entrySize, twoTo32, writeEntry } from './record-entry'

/** Entries of one block. */
const blockEntries = 8_192
/** Blocks kept for the next batches: as many as wait while the disk is behind. */
const keptBlocks = 48

/** Memory for some entries. */
export interface EntryMemory {
  readonly bytes: Uint8Array
  readonly view: DataView
}

/** Blocks that are used again and again. */
export class EntryBlockPool {
  readonly #free: EntryMemory[] = []

  take(): EntryMemory {
    const known = this.#free.pop()
    if (known) return known
    const bytes = Buffer.allocUnsafeSlow(blockEntries * entrySize)
    return { bytes, view: new DataView(bytes.buffer) }
  }

  give(blocks: readonly EntryMemory[]): void {
    for (const block of blocks) if (this.#free.length < keptBlocks) this.#free.push(block)
  }
}

/** Index entries waiting for one write. They lie in blocks of one size, so that many take no more work than few. */
export class EntryBlocks {
  readonly #pool: EntryBlockPool
  readonly #blocks: EntryMemory[] = []
  #view: DataView | null = null
  /** Bytes used of the last block. */
  #used = blockEntries * entrySize
  #count = 0

  constructor(pool: EntryBlockPool) {
    this.#pool = pool
  }

  get count(): number {
    return this.#count
  }

  add(
    time: number,
    offset: number,
    length: number,
    peer: number,
    kind: number,
    direction: number,
    cause: number,
    flags = 0,
    link = 0,
  ): void {
    writeEntry(this.#room(), this.#used, time, offset, length, peer, kind, direction, flags, cause, link)
    this.#used += entrySize
    this.#count += 1
  }

  /** Adds inbound messages whose bytes lie behind one another: the n-th ends before `ends[n]`, the first begins at `from`. */
  addInbound(
    time: number,
    offset: number,
    peer: number,
    from: number,
    ends: Uint32Array,
    count: number,
  ): void {
    let start = from
    for (let done = 0; done < count;) {
      const view = this.#room()
      const part = Math.min(count - done, (view.byteLength - this.#used) / entrySize)
      writeInbound(view, this.#used, time, offset + start - from, peer, start, ends, done, part)
      this.#used += part * entrySize
      done += part
      start = ends[done - 1]!
    }
    this.#count += count
  }

  /** The entries in order, a stretch for each block; valid until {@link release}. */
  stretches(): readonly Uint8Array[] {
    const last = this.#blocks.length - 1
    return this.#blocks.map(({ bytes }, at) => (at === last ? bytes.subarray(0, this.#used) : bytes))
  }

  /** A copy of the entries as one list. */
  list(): EntryList {
    return new EntryList(Buffer.concat(this.stretches()))
  }

  /** Gives the memory back; nothing may be added afterwards. */
  release(): void {
    this.#pool.give(this.#blocks)
    this.#blocks.length = 0
    this.#view = null
    this.#count = 0
  }

  /** A block with room for one entry at least, from `#used` on. */
  #room(): DataView {
    if (this.#view && this.#used < this.#view.byteLength) return this.#view
    const block = this.#pool.take()
    this.#blocks.push(block)
    this.#used = 0
    return (this.#view = block.view)
  }
}

/** The halves of 64-bit numbers are kept apart: dividing for each entry would cost more than writing it. */
function writeInbound(
  view: DataView,
  position: number,
  time: number,
  offset: number,
  peer: number,
  from: number,
  ends: Uint32Array,
  first: number,
  count: number,
): void {
  const timeHigh = Math.floor(time / twoTo32)
  const timeLow = time - timeHigh * twoTo32
  const kind = recordKinds.message | (directions.in << 8)
  let offsetHigh = Math.floor(offset / twoTo32)
  let offsetLow = offset - offsetHigh * twoTo32
  let start = from
  let at = position
  for (let index = first; index < first + count; index += 1) {
    const end = ends[index]!
    const length = end - start
    view.setUint32(at, timeLow, true)
    view.setUint32(at + 4, timeHigh, true)
    view.setUint32(at + 8, offsetLow, true)
    view.setUint32(at + 12, offsetHigh, true)
    view.setUint32(at + 16, length, true)
    view.setUint32(at + 20, peer, true)
    view.setUint32(at + 24, kind, true)
    view.setUint32(at + 28, causes.none, true)
    at += entrySize
    start = end
    offsetLow += length
    if (offsetLow >= twoTo32) {
      offsetLow -= twoTo32
      offsetHigh += 1
    }
  }
}
