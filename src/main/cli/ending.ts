import type { Failure } from '../../shared/contract/errors'

/** A signal that follows the first at once is the same one: timeout(1) sends it to the program and to its group, ms. */
const sameSignalMs = 250

/**
 * Why and how a command ends. The first {@link end} begins the orderly end: sockets closed, capture flushed, what was
 * received written out. A second signal cuts the writing short.
 */
export class Ending {
  private readonly begun = new AbortController()
  private readonly hurry = new AbortController()
  private readonly timers: NodeJS.Timeout[] = []
  private signalledAt = -Infinity
  private readonly onSignal = () => {
    const now = performance.now()
    if (now - this.signalledAt < sameSignalMs) return
    this.signalledAt = now
    if (this.begun.signal.aborted) this.hurry.abort()
    this.end(null)
  }
  /** What the command failed with; null for an end as wanted. */
  failure: Failure | null = null

  constructor() {
    process.on('SIGINT', this.onSignal)
    process.on('SIGTERM', this.onSignal)
  }

  /** Aborts when the command is to end. */
  get signal(): AbortSignal {
    return this.begun.signal
  }

  /** Aborts when nobody wants to wait for the output any more. */
  get hurrySignal(): AbortSignal {
    return this.hurry.signal
  }

  end(failure: Failure | null): void {
    if (this.begun.signal.aborted) return
    this.failure = failure
    this.begun.abort()
  }

  /** Ends and leaves unwritten what is not written: the reader of stdout has gone. */
  cut(): void {
    this.hurry.abort()
    this.end(null)
  }

  /** Ends after `seconds`, at most 24 days. */
  endAfter(seconds: number): void {
    this.timers.push(setTimeout(() => this.end(null), seconds * 1_000))
  }

  async begins(): Promise<void> {
    if (this.signal.aborted) return
    await new Promise<void>((resolve) =>
      this.signal.addEventListener('abort', () => resolve(), { once: true }),
    )
  }

  /** Gives signals and timers back. */
  release(): void {
    process.off('SIGINT', this.onSignal)
    process.off('SIGTERM', this.onSignal)
    this.timers.forEach(clearTimeout)
  }
}
