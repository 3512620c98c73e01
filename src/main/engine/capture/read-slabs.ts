import { Buffer } from 'node:buffer'
import { readBytes } from './read-memory'

/** 16 MiB for all sockets of a thread; where they are all in use, reads go where they go otherwise. */
const slabCount = 64

/**
 * Memory that one socket reads into by itself. Whoever wants to keep what was read holds the slab, so that nothing is
 * copied, and the socket reads on in another one. A slab is free again when nobody holds it, the socket included.
 */
class ReadSlabs {
  /** Made at the first use; the system gives it memory as it is written to. */
  #memory: ArrayBuffer | null = null
  readonly #free: number[] = Array.from({ length: slabCount }, (_, slab) => slab)
  readonly #holders = new Uint8Array(slabCount)

  /** A slab that the caller holds; null where none is free. */
  take(): Buffer | null {
    const slab = this.#free.pop()
    if (slab === undefined) return null
    this.#memory ??= new ArrayBuffer(slabCount * readBytes)
    this.#holders[slab] = 1
    return Buffer.from(this.#memory, slab * readBytes, readBytes)
  }

  /** Do these bytes lie in a slab? */
  has(bytes: Uint8Array): boolean {
    return bytes.buffer === this.#memory
  }

  /** Keeps the slab in which `bytes` lie until {@link release}. */
  hold(bytes: Uint8Array): void {
    this.#holders[slabOf(bytes)]! += 1
  }

  release(bytes: Uint8Array): void {
    const slab = slabOf(bytes)
    this.#holders[slab]! -= 1
    if (this.#holders[slab] === 0) this.#free.push(slab)
  }

  /** Is there anybody but one holder? */
  isShared(bytes: Uint8Array): boolean {
    return this.#holders[slabOf(bytes)]! > 1
  }
}

export const readSlabs = new ReadSlabs()

function slabOf(bytes: Uint8Array): number {
  return Math.floor(bytes.byteOffset / readBytes)
}

/** Is a read of so many bytes large enough for a slab of its own? */
export function isWorthHolding(length: number): boolean {
  return length > readBytes / 2
}
