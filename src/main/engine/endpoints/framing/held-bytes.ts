const nothing = Buffer.alloc(0)

/** Bytes that wait for more, copied, so that a received chunk is not kept for the sake of its last bytes. */
export class HeldBytes {
  #memory = nothing
  #length = 0

  get length(): number {
    return this.#length
  }

  /** What is held now. These bytes stay as they are whatever comes later. */
  bytes(): Buffer {
    return this.#memory.subarray(0, this.#length)
  }

  add(bytes: Uint8Array): void {
    const length = this.#length + bytes.length
    if (length > this.#memory.length) {
      const larger = Buffer.allocUnsafe(this.#length === 0 ? length : Math.max(length, this.#length * 2))
      larger.set(this.bytes())
      this.#memory = larger
    }
    this.#memory.set(bytes, this.#length)
    this.#length = length
  }

  /** Hands over what is held; nothing is held then. */
  take(): Buffer {
    const bytes = this.bytes()
    this.#memory = nothing
    this.#length = 0
    return bytes
  }
}
