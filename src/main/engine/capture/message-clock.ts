import type { CaptureClock } from './capture-clock'

/**
 * Times of messages. Neighbours in memory that are recorded in one go were cut from one received chunk, so they
 * arrived together: the clock, which costs more than the rest of recording a short message, is read once for them.
 */
export class MessageClock {
  readonly #clock: CaptureClock
  #last: Uint8Array | null = null
  #lastEnd = 0
  #time = 0
  /** True until the running turn of the event loop ends. */
  #isFresh = false
  readonly #expire = () => {
    this.#isFresh = false
    this.#last = null
  }

  constructor(clock: CaptureClock) {
    this.#clock = clock
  }

  /** Time of anything else, µs since the epoch. */
  now(): number {
    this.#isFresh = false
    return this.#clock.now()
  }

  /** Time of a message, µs since the epoch. */
  timeOf(bytes: Uint8Array): number {
    const start = bytes.byteOffset
    const follows = start !== 0 && start === this.#lastEnd && bytes.buffer === this.#last?.buffer
    this.#last = bytes
    this.#lastEnd = start + bytes.byteLength
    if (follows && this.#isFresh) return this.#time
    this.#time = this.#clock.now()
    if (follows) {
      this.#isFresh = true
      queueMicrotask(this.#expire)
    } else this.#isFresh = false
    return this.#time
  }
}
