import { readMemory } from '../capture/read-memory'

/** So many pieces stay ready; each is as large as one read. */
const mostKept = 16

/**
 * Memory for what is read from one socket and written to another: what a read gives is valid during its call only, and
 * the kernel may take a write later. Shared by all relays of a thread.
 */
class ForwardMemory {
  readonly #free: Buffer[] = []

  /** A copy of `bytes`, which are no more than one read. */
  copy(bytes: Uint8Array): Buffer {
    const piece = this.#free.pop() ?? Buffer.allocUnsafeSlow(readMemory.length)
    piece.set(bytes)
    return piece.subarray(0, bytes.length)
  }

  /** Takes copies back that nobody needs any more. */
  give(copies: readonly Buffer[]): void {
    for (const { buffer } of copies) {
      if (this.#free.length < mostKept) this.#free.push(Buffer.from(buffer as ArrayBuffer))
    }
  }
}

export const forwardMemory = new ForwardMemory()
