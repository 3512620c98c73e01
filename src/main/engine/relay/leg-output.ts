import { isPassing } from '../capture/passing-bytes'
import { StreamOutput } from '../endpoints/stream/stream-output'
import { forwardMemory } from './forward-memory'
import { turnEnd } from './turn-end'

/** So much waiting for one side stops reading the other. It must be more than Node itself lets wait (64 KiB). */
const slowLegBytes = 131_072
/** No more than this is worth waiting for others. */
const smallBytes = 16_384

/**
 * What goes on to one connection of a relay. Small messages leave at the end of the turn: a write wakes up whoever waits for
 * it, which costs most while that is asleep, and less the closer together writes are; those of one connection become one.
 */
export class LegOutput extends StreamOutput {
  /** What the kernel has not taken of what was read and is valid for a moment only. */
  #kept: Uint8Array[] = []
  #isCorked = false

  /** So much waits that the other leg should not be read. */
  get isSlow(): boolean {
    return this.stream.queuedBytes >= slowLegBytes
  }

  write(bytes: Uint8Array, record: number): void {
    if (bytes.length <= smallBytes) {
      this.#cork()
      this.handOver(isPassing(bytes) ? Buffer.from(bytes) : bytes, record)
      return
    }
    this.leave()
    const kept = isPassing(bytes) ? forwardMemory.keep(bytes) : null
    this.handOver(kept ?? bytes, record)
    if (kept) this.#kept.push(kept)
    this.giveBack()
  }

  /** What waits for the end of the turn leaves now. */
  readonly leave = (): void => {
    if (!this.#isCorked) return
    this.#isCorked = false
    this.stream.uncork()
  }

  /** Gives memory back for which nobody waits any more. */
  giveBack(): void {
    if (this.#kept.length === 0 || this.stream.queuedBytes > 0) return
    forwardMemory.give(this.#kept)
    this.#kept = []
  }

  /** The stream is closed: no write is under way any more. */
  closed(): void {
    forwardMemory.give(this.#kept)
    this.#kept = []
  }

  #cork(): void {
    if (this.#isCorked) return
    this.#isCorked = true
    this.stream.cork()
    turnEnd.do(this.leave)
  }
}
