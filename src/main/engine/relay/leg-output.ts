import { isPassing } from '../capture/passing-bytes'
import { StreamOutput } from '../endpoints/stream/stream-output'
import { forwardMemory } from './forward-memory'

/** So much waiting for one side stops reading the other. It must be more than Node itself lets wait (64 KiB). */
const slowLegBytes = 131_072

/** What goes on to one connection of a relay. What was read is valid for a moment only, so copies of it wait there. */
export class LegOutput extends StreamOutput {
  /** Copies that the kernel has not taken. */
  #busy: Buffer[] = []

  /** So much waits that the other leg should not be read. */
  get isSlow(): boolean {
    return this.stream.queuedBytes >= slowLegBytes
  }

  write(bytes: Uint8Array, record: number): void {
    const copy = isPassing(bytes) ? forwardMemory.copy(bytes) : null
    this.handOver(copy ?? bytes, record)
    if (copy) this.#busy.push(copy)
    this.giveBack()
  }

  /** Gives copies back for which nobody waits any more. */
  giveBack(): void {
    if (this.#busy.length === 0 || this.stream.queuedBytes > 0) return
    forwardMemory.give(this.#busy)
    this.#busy = []
  }

  /** Copies may still belong to a write when the stream has closed: they are not used again. */
  closed(): void {
    this.#busy = []
  }
}
