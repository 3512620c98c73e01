import type { Framing } from '../../../../shared/endpoints/framing'
import type { Boundary } from './boundary'
import { fieldReaders, type ReadField } from './length-field'

const nothing = Buffer.alloc(0)

/** A message tells its length in a field near its beginning. */
export class PrefixBoundary implements Boundary {
  readonly lastByte = null
  readonly endsWithStream = false
  announced: number | null = null
  isInvalid = false
  readonly #read: ReadField
  readonly #offset: number
  readonly #total: boolean
  /** The beginning of a message whose field is not all there. */
  #head = nothing
  /** Bytes that the running message still lacks; 0 while its length is not known. */
  #missing = 0

  constructor({ field, offset, total }: Extract<Framing, { by: 'prefix' }>) {
    this.#read = fieldReaders[field]
    this.#offset = offset
    this.#total = total
  }

  next(chunk: Buffer, at: number): number {
    if (this.#missing > 0) return this.#goOn(chunk, at)
    return this.#head.length > 0 ? this.#beginWithHead(chunk) : this.#begin(chunk, at)
  }

  #begin(chunk: Buffer, at: number): number {
    this.announced = null
    this.isInvalid = false
    const reading = this.#read(chunk, at + this.#offset)
    if (!reading) {
      if (at < chunk.length) this.#head = Buffer.from(chunk.subarray(at))
      return -1
    }
    return this.#measured(this.#offset + reading.width, reading.value, chunk, at)
  }

  #beginWithHead(chunk: Buffer): number {
    const before = this.#head.length
    // No field is longer than a varint, so no more of the chunk than this is needed.
    const head = Buffer.concat([this.#head, chunk.subarray(0, this.#offset + 5)])
    const reading = this.#read(head, this.#offset)
    this.#head = reading ? nothing : head
    if (!reading) return -1
    return this.#measured(this.#offset + reading.width, reading.value, chunk, -before)
  }

  /** The message begins at `start` of the chunk, before it where that is negative. */
  #measured(header: number, value: number, chunk: Buffer, start: number): number {
    const length = this.#total ? value : header + value
    this.isInvalid = !(length >= header)
    this.announced = this.isInvalid ? null : length
    this.#missing = this.isInvalid ? header : length
    if (start >= 0) return this.#goOn(chunk, start)
    this.#missing += start
    return this.#goOn(chunk, 0)
  }

  #goOn(chunk: Buffer, at: number): number {
    const there = chunk.length - at
    if (there < this.#missing) {
      this.#missing -= there
      return -1
    }
    const end = at + this.#missing
    this.#missing = 0
    return end
  }
}
