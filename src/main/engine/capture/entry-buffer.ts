import { entrySize, writeEntry } from './record-entry'

const startCapacity = 1_024
/** A buffer that a burst made longer than this is let go of when it is written. */
const keptCapacity = 131_072

/** Index entries waiting for one write, in one buffer that grows and is used again. */
export class EntryBuffer {
  #bytes = new Uint8Array(startCapacity * entrySize)
  #view = new DataView(this.#bytes.buffer)
  #count = 0

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
  ): void {
    const position = this.#count * entrySize
    if (position === this.#bytes.byteLength) this.#resize(this.#bytes.byteLength * 2)
    writeEntry(this.#view, position, time, offset, length, peer, kind, direction, 0, cause)
    this.#count += 1
  }

  /** The entries so far; valid until the next {@link add} or {@link clear}. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#count * entrySize)
  }

  clear(): void {
    this.#count = 0
    if (this.#bytes.byteLength > keptCapacity * entrySize) {
      this.#bytes = new Uint8Array(startCapacity * entrySize)
      this.#view = new DataView(this.#bytes.buffer)
    }
  }

  #resize(length: number): void {
    const larger = new Uint8Array(length)
    larger.set(this.#bytes)
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}
