import type { Boundary } from './boundary'

const nothing = Buffer.alloc(0)

/** A message ends with the first occurrence of the delimiter that lies within it. */
export class DelimiterBoundary implements Boundary {
  readonly lastByte: number | null
  readonly announced = null
  readonly isInvalid = false
  readonly endsWithStream = false
  /** The last bytes of the running message in earlier chunks, one fewer than the delimiter has. */
  #tail = nothing

  constructor(private readonly delimiter: Buffer) {
    this.lastByte = delimiter.length === 1 ? delimiter[0]! : null
  }

  next(chunk: Buffer, at: number): number {
    const end = this.#tail.length > 0 ? this.#acrossChunks(chunk) : -1
    return end >= 0 ? this.#ended(end) : this.#within(chunk, at)
  }

  #acrossChunks(chunk: Buffer): number {
    const joined = Buffer.concat([this.#tail, chunk.subarray(0, this.delimiter.length - 1)])
    const found = joined.indexOf(this.delimiter)
    return found < 0 ? -1 : found + this.delimiter.length - this.#tail.length
  }

  #within(chunk: Buffer, at: number): number {
    const found = chunk.indexOf(this.delimiter, at)
    if (found >= 0) return this.#ended(found + this.delimiter.length)
    this.#keepTail(chunk.subarray(at))
    return -1
  }

  #ended(end: number): number {
    this.#tail = nothing
    return end
  }

  #keepTail(bytes: Buffer): void {
    const length = this.delimiter.length - 1
    if (length === 0) return
    const last = bytes.length >= length ? bytes : Buffer.concat([this.#tail, bytes])
    // A copy, so that a whole chunk is not kept for its last bytes.
    this.#tail = Buffer.from(last.subarray(Math.max(0, last.length - length)))
  }
}
