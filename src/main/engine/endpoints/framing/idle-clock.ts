import type { IdleFramer } from './idle-framer'

/** Tells framers when their peers have been quiet for `gapMs`. One timer for all of them, none while all are quiet. */
export class IdleClock {
  /** When each was heard last, ms of the monotonic clock; whoever was heard last is last. */
  readonly #heard = new Map<IdleFramer, number>()
  #timer: NodeJS.Timeout | null = null
  #look: NodeJS.Immediate | null = null

  constructor(private readonly gapMs: number) {}

  heard(framer: IdleFramer): void {
    this.#heard.delete(framer)
    this.#heard.set(framer, performance.now())
    if (!this.#timer && !this.#look) this.#wait(this.gapMs)
  }

  forget(framer: IdleFramer): void {
    this.#heard.delete(framer)
    if (this.#heard.size === 0) this.#stop()
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = null
      // What arrived while the thread was busy is read first.
      this.#look = setImmediate(() => {
        this.#look = null
        this.#endQuiet()
      })
    }, ms)
  }

  #endQuiet(): void {
    const now = performance.now()
    for (const [framer, at] of this.#heard) {
      const left = at + this.gapMs - now
      if (left > 0) return this.#wait(Math.ceil(left))
      this.#heard.delete(framer)
      // Goes to the end of the map, where the loop meets it again as one heard just now.
      if (framer.isPaused) this.#heard.set(framer, now)
      else framer.wentQuiet()
    }
  }

  #stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#look) clearImmediate(this.#look)
    this.#timer = null
    this.#look = null
  }
}
