/** Saves what changes often: requests within `delay` ms lead to one save, and {@link flush} does it at once. */
export class DelayedSave {
  private timer: NodeJS.Timeout | null = null
  private running: Promise<void> = Promise.resolve()

  /** `save` handles its own failures: it must not reject. */
  constructor(
    private readonly delay: number,
    private readonly save: () => Promise<void>,
  ) {}

  request(): void {
    this.timer ??= setTimeout(() => this.begin(), this.delay)
  }

  /** Resolves when everything requested is saved. */
  async flush(): Promise<void> {
    if (this.timer) this.begin()
    await this.running
  }

  private begin(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.running = this.running.then(this.save)
  }
}
