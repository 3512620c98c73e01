import { readMemory } from '../../capture/read-memory'
import { isWorthHolding, readSlabs } from '../../capture/read-slabs'

/**
 * Where a socket reads to next: the memory that all sockets of the thread share, but slabs of its own while its reads
 * are large and whoever takes them holds the slab. Who does not is not offered one again.
 */
export class ReadPlace {
  #memory: Buffer | null = null
  #isLarge = false
  #offersSlabs = false

  /** From now on reads may go to slabs. */
  offerSlabs(): void {
    this.#offersSlabs = true
  }

  /** What was read: valid until {@link next}. */
  bytes(length: number): Buffer {
    this.#isLarge = isWorthHolding(length)
    return this.#memory!.subarray(0, length)
  }

  /** Where to read to now; undefined where that does not change. */
  next(): Buffer | undefined {
    const last = this.#memory
    if (last && readSlabs.has(last)) this.#leave(last)
    const mayTake = this.#offersSlabs && this.#isLarge
    this.#memory = (mayTake ? readSlabs.take() : null) ?? readMemory
    return this.#memory === last ? undefined : this.#memory
  }

  /** Nothing is read any more. */
  end(): void {
    this.#offersSlabs = false
    if (this.#memory && readSlabs.has(this.#memory)) readSlabs.release(this.#memory)
    this.#memory = readMemory
  }

  #leave(slab: Buffer): void {
    if (this.#isLarge && !readSlabs.isShared(slab)) this.#offersSlabs = false
    readSlabs.release(slab)
  }
}
