import type { RecorderLimits } from './recorder-limits'

/** Decides when what waits is written: much of it at once, little of it when it has had company. */
export class WritePacing {
  readonly #limits: RecorderLimits
  readonly #write: () => void
  #gathering: NodeJS.Timeout | null = null
  #soon: NodeJS.Immediate | null = null
  #wroteAt = -Infinity

  constructor(limits: RecorderLimits, write: () => void) {
    this.#limits = limits
    this.#write = write
  }

  /** So many bytes wait, and nothing is being written. */
  waits(bytes: number): void {
    if (this.#soon) return
    if (bytes >= this.#limits.writeAtOnce) this.#soon = setImmediate(this.#write)
    else this.#gathering ??= setTimeout(this.#write, this.#gatherMs)
  }

  /** A write has ended. */
  wrote(): void {
    this.#wroteAt = performance.now()
  }

  cancel(): void {
    if (this.#soon) clearImmediate(this.#soon)
    if (this.#gathering) clearTimeout(this.#gathering)
    this.#soon = null
    this.#gathering = null
  }

  get #gatherMs(): number {
    const { gatherMs, gatherBusyMs } = this.#limits
    return performance.now() - this.#wroteAt < 2 * gatherBusyMs ? gatherBusyMs : gatherMs
  }
}
