/** A timer of a script whose time has come. */
export interface DueTimer {
  readonly timer: number
  readonly repeats: boolean
}

/** The timers of one script. Those that are due wait until they are taken; one that repeats waits once at most. */
export class ScriptTimers {
  readonly #running = new Map<number, NodeJS.Timeout>()
  readonly #due = new Map<number, DueTimer>()

  constructor(private readonly due: () => void) {}

  start(timer: number, ms: number, repeats: boolean): void {
    const come = () => {
      if (!repeats) this.#running.delete(timer)
      this.#due.set(timer, { timer, repeats })
      this.due()
    }
    this.#running.set(timer, repeats ? setInterval(come, ms) : setTimeout(come, ms))
  }

  stop(timer: number): void {
    clearTimeout(this.#running.get(timer))
    this.#running.delete(timer)
    this.#due.delete(timer)
  }

  /** The one that is due for longest. */
  take(): DueTimer | null {
    const [next] = this.#due.values()
    if (!next) return null
    this.#due.delete(next.timer)
    return next
  }

  end(): void {
    for (const timer of [...this.#running.keys()]) this.stop(timer)
    this.#due.clear()
  }
}
