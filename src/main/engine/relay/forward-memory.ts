import { readMemory } from '../capture/read-memory'
import { readSlabs } from '../capture/read-slabs'

/** So many pieces stay ready; each is as large as one read. */
const mostKept = 16

/**
 * Memory for what is read from one socket and written to another: what a read gives is valid during its call only, and
 * the kernel may take a write later. Shared by all relays of a thread.
 */
class ForwardMemory {
  readonly #free: Buffer[] = []

  /** `bytes`, which are no more than one read, until they are given back: in their slab where they lie in one, else a copy. */
  keep(bytes: Uint8Array): Uint8Array {
    if (readSlabs.has(bytes)) {
      readSlabs.hold(bytes)
      return bytes
    }
    const piece = this.#free.pop() ?? Buffer.allocUnsafeSlow(readMemory.length)
    piece.set(bytes)
    return piece.subarray(0, bytes.length)
  }

  /** Takes back what nobody needs any more. */
  give(kept: readonly Uint8Array[]): void {
    for (const bytes of kept) {
      if (readSlabs.has(bytes)) readSlabs.release(bytes)
      else if (this.#free.length < mostKept) this.#free.push(Buffer.from(bytes.buffer as ArrayBuffer))
    }
  }
}

export const forwardMemory = new ForwardMemory()
