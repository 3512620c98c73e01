import type { Boundary } from './boundary'

/** Every message has the same length. */
export class FixedBoundary implements Boundary {
  readonly lastByte = null
  readonly isInvalid = false
  readonly endsWithStream = false
  readonly announced: number
  #missing: number

  constructor(private readonly length: number) {
    this.announced = length
    this.#missing = length
  }

  next(chunk: Buffer, at: number): number {
    const there = chunk.length - at
    if (there < this.#missing) {
      this.#missing -= there
      return -1
    }
    const end = at + this.#missing
    this.#missing = this.length
    return end
  }
}
