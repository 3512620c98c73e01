import { causes, directions, recordKinds } from '../../../shared/capture/record'
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
    flags = 0,
  ): void {
    const position = this.#count * entrySize
    if (position === this.#bytes.byteLength) this.#resize(this.#bytes.byteLength * 2)
    writeEntry(this.#view, position, time, offset, length, peer, kind, direction, flags, cause)
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
    while ((this.#count + count) * entrySize > this.#bytes.byteLength)
      this.#resize(this.#bytes.byteLength * 2)
    const view = this.#view
    const { message } = recordKinds
    let position = this.#count * entrySize
    let start = from
    for (let index = 0; index < count; index += 1) {
      const end = ends[index]!
      const at = offset + start - from
      writeEntry(view, position, time, at, end - start, peer, message, directions.in, 0, causes.none)
      position += entrySize
      start = end
    }
    this.#count += count
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
