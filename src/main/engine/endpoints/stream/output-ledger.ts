import { Fifo } from '../../queues/fifo'
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
  readonly #waiting = new Fifo<Entry>()

  constructor(private readonly stream: PeerStream) {}

  /**
   * To be called after each write of `record` to the stream: `length` bytes, of which `payload` are the record's and
   * the rest a protocol's.
   */
  wrote(record: number, length: number, payload = length): void {
    this.#handed += length
    if (this.stream.queuedBytes === 0 && !this.stream.hasFailed) {
      this.#taken = this.#handed
      if (this.#waiting.length > 0) this.#waiting.clear()
      return
    }
    this.#waiting.push({ record, end: this.#handed, payload })
    this.look()
  }

  /** Notes how far the kernel has come; asked before each write, it bounds what a failing one leaves unknown. */
  look(): void {
    if (this.#waiting.length === 0 || this.stream.hasFailed || this.stream.isDestroyed) return
    this.#taken = this.#takenByKernel()
    for (let first = this.#waiting.first; first && first.end <= this.#taken; first = this.#waiting.first) {
      this.#waiting.shift()
    }
  }

  /**
   * What never reached the kernel; null where everything did. To be asked when the stream has failed or is about to be
   * destroyed. After a failing write it is an upper bound: libuv forgets how much of that write was taken since the
   * last {@link look}.
   */
  unsent(writeFailed: boolean): Unsent | null {
    if (!writeFailed) this.#taken = Math.max(this.#taken, this.#takenByKernel())
    const left = [...this.#waiting].filter(({ end, payload }) => end > this.#taken && payload > 0)
    const bytes = left.reduce((sum, { end, payload }) => sum + Math.min(payload, end - this.#taken), 0)
    return left[0] ? { record: left[0].record, bytes } : null
  }

  #takenByKernel(): number {
    return this.stream.takenByKernel(this.#handed)
  }
}
