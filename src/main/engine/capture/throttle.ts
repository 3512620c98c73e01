/** Calls through at most once in `intervalMs`; the last of several calls within it comes late, not never. */
export class Throttle {
  readonly #intervalMs: number
  readonly #action: () => void
  #timer: NodeJS.Timeout | null = null
  #lastCall = -Infinity

  constructor(intervalMs: number, action: () => void) {
    this.#intervalMs = intervalMs
    this.#action = action
  }

  call(): void {
    if (this.#timer) return
    const wait = this.#lastCall + this.#intervalMs - performance.now()
    if (wait <= 0) this.#act()
    else this.#timer = setTimeout(() => this.#act(), wait)
  }

  /** Calls at once where a call waits. */
  flush(): void {
    if (this.#timer) this.#act()
  }

  #act(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#lastCall = performance.now()
    this.#action()
  }
}
