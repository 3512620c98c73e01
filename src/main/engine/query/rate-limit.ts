/** Calls `report` at once, then at most 30 times a second, and once more after the last {@link note}. */
export class RateLimit {
  static readonly intervalMs = 1_000 / 30

  private timer: NodeJS.Timeout | null = null
  private lastAt = -Infinity

  constructor(private readonly report: () => void) {}

  /** Something changed. Cheap; may be called at any rate. */
  note(): void {
    if (this.timer) return
    const wait = this.lastAt + RateLimit.intervalMs - performance.now()
    if (wait <= 0) this.send()
    else this.timer = setTimeout(() => this.send(), wait)
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  private send(): void {
    this.timer = null
    this.lastAt = performance.now()
    this.report()
  }
}
