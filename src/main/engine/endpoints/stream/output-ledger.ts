import type { PeerStream } from './peer-stream'

/** Where one record's bytes end in everything handed to the stream. */
interface Entry {
  readonly record: number
  readonly end: number
  /** Bytes of the record among them. */
  readonly payload: number
}

/** Bytes of records that did not reach the kernel, and the record in which they begin. */
export interface Unsent {
  readonly record: number
  readonly bytes: number
}

/**
 * Knows which bytes given to a stream the kernel has taken, so that a failure can name the record it struck. Records
 * are remembered only while some of their bytes wait.
 */
export class OutputLedger {
  #handed = 0
  #taken = 0
  #waiting: Entry[] = []
  /** Entries of `#waiting` before this one are done with. */
  #first = 0

  constructor(private readonly stream: PeerStream) {}

  /**
   * To be called after each write of `record` to the stream: `length` bytes, of which `payload` are the record's and
   * the rest a protocol's.
   */
  wrote(record: number, length: number, payload = length): void {
    this.#handed += length
    if (this.stream.queuedBytes === 0 && !this.stream.hasFailed) {
      this.#taken = this.#handed
      if (this.#waiting.length > 0) this.#forget()
      return
    }
    this.#waiting.push({ record, end: this.#handed, payload })
    this.look()
  }

  /** Notes how far the kernel has come; asked before each write, it bounds what a failing one leaves unknown. */
  look(): void {
    if (this.#waiting.length === 0 || this.stream.hasFailed || this.stream.isDestroyed) return
    this.#taken = this.#takenByKernel()
    while (this.#first < this.#waiting.length && this.#waiting[this.#first]!.end <= this.#taken) this.#first++
    if (this.#first === this.#waiting.length) this.#forget()
    else if (this.#first > 1_024 && this.#first * 2 > this.#waiting.length) this.#compact()
  }

  /**
   * What never reached the kernel; null where everything did. To be asked when the stream has failed or is about to be
   * destroyed. After a failing write it is an upper bound: libuv forgets how much of that write was taken since the
   * last {@link look}.
   */
  unsent(writeFailed: boolean): Unsent | null {
    if (!writeFailed) this.#taken = Math.max(this.#taken, this.#takenByKernel())
    const left = this.#waiting
      .slice(this.#first)
      .filter(({ end, payload }) => end > this.#taken && payload > 0)
    const bytes = left.reduce((sum, { end, payload }) => sum + Math.min(payload, end - this.#taken), 0)
    return left[0] ? { record: left[0].record, bytes } : null
  }

  #forget(): void {
    this.#waiting = []
    this.#first = 0
  }

  #compact(): void {
    this.#waiting = this.#waiting.slice(this.#first)
    this.#first = 0
  }

  #takenByKernel(): number {
    return this.stream.takenByKernel(this.#handed)
  }
}
