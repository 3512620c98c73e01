/** Calls `report` at once, then at most every `intervalMs` ms, and once more after the last {@link note}. */
export class RateLimit {
  static readonly intervalMs = 1_000 / 30

  private timer: NodeJS.Timeout | null = null
  private lastAt = -Infinity

  /** 30 times a second is as often as a window can show it. */
  constructor(
    private readonly report: () => void,
    private readonly intervalMs = RateLimit.intervalMs,
  ) {}

  /** Something changed. Cheap; may be called at any rate. */
  note(): void {
    if (this.timer) return
    const wait = this.lastAt + this.intervalMs - performance.now()
    if (wait <= 0) this.send()
    else this.timer = setTimeout(() => this.send(), wait)
  }

  /** Reports at once where a report waits. */
  flush(): void {
    if (!this.timer) return
    clearTimeout(this.timer)
    this.send()
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
