import { isInReadMemory } from './read-memory'
import { isWorthHolding, readSlabs } from './read-slabs'

/** Longer messages with memory of their own are kept as they are; shorter ones are cheaper to copy than to write apart. */
const copyLimit = 4_096
const slabSize = 256 * 1_024
/** Slabs kept for the next batches: as many as wait while the disk is behind. */
const keptSlabs = 96

/** Memory for copied messages that is used again and again. */
export class SlabPool {
  readonly #free: Uint8Array[] = []

  take(): Uint8Array {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(slabSize)
  }

  give(slabs: readonly Uint8Array[]): void {
    for (const slab of slabs) if (this.#free.length < keptSlabs) this.#free.push(slab)
  }
}

/** Payload waiting for one write: copied together into slabs, but for long messages that have memory of their own. */
export class PayloadQueue {
  readonly #pool: SlabPool
  readonly #slabs: Uint8Array[] = []
  readonly #buffers: Uint8Array[] = []
  /** Bytes whose slab is held until they are written. */
  readonly #held: Uint8Array[] = []
  #bytes = 0
  #slab: Uint8Array | null = null
  /** What of the slab is not among the buffers yet. */
  #from = 0
  #used = 0

  constructor(pool: SlabPool) {
    this.#pool = pool
  }

  get bytes(): number {
    return this.#bytes
  }

  add(bytes: Uint8Array): void {
    const length = bytes.byteLength
    if (length === 0) return
    this.#bytes += length
    if (length <= copyLimit || isInReadMemory(bytes)) this.#copy(bytes, length)
    else if (!readSlabs.has(bytes)) this.#keep(bytes)
    else if (isWorthHolding(length)) this.#hold(bytes)
    else this.#copy(bytes, length)
  }

  /** All bytes in order. Nothing may be added afterwards. */
  take(): readonly Uint8Array[] {
    this.#endStretch()
    return this.#buffers
  }

  /** Gives memory back once the bytes are not needed any more. */
  release(): void {
    this.#pool.give(this.#slabs)
    for (const bytes of this.#held) readSlabs.release(bytes)
    this.#held.length = 0
    this.#slabs.length = 0
    this.#buffers.length = 0
    this.#slab = null
  }

  #keep(bytes: Uint8Array): void {
    this.#endStretch()
    this.#buffers.push(bytes)
  }

  #hold(bytes: Uint8Array): void {
    readSlabs.hold(bytes)
    this.#held.push(bytes)
    this.#keep(bytes)
  }

  #copy(bytes: Uint8Array, length: number): void {
    const room = this.#slab ? slabSize - this.#used : 0
    if (room >= length) {
      this.#slab!.set(bytes, this.#used)
      this.#used += length
      return
    }
    if (room > 0) this.#copy(bytes.subarray(0, room), room)
    this.#newSlab()
    this.#copy(room > 0 ? bytes.subarray(room) : bytes, length - room)
  }

  #newSlab(): void {
    this.#endStretch()
    this.#slab = this.#pool.take()
    this.#slabs.push(this.#slab)
    this.#from = 0
    this.#used = 0
  }

  #endStretch(): void {
    if (this.#slab && this.#used > this.#from) this.#buffers.push(this.#slab.subarray(this.#from, this.#used))
    this.#from = this.#used
  }
}
