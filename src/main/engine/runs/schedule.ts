/** A sending that is later than this, ms, is not made any more where the one behind it is due too. */
export const mostLateMs = 250

/** Turns of a timer may come so much too early, ms. */
const timerGrain = 1

/**
 * When the sendings of a repeat are due: the k-th at `start + k * everyMs`, however late others were, so that its rate
 * does not drift. Times are ms of one steady clock.
 */
export class Schedule {
  #next = 0
  #missed = 0

  constructor(
    private readonly start: number,
    readonly everyMs: number,
    /** No sending is due from here on. */
    private readonly end: number = Infinity,
  ) {}

  /** Sendings that were due and are given up. */
  get missed(): number {
    return this.#missed
  }

  get nextDue(): number {
    return this.start + this.#next * this.everyMs
  }

  /** Is no further sending due, ever? */
  get isOver(): boolean {
    return this.nextDue >= this.end
  }

  /** How many sendings are due; those that are far too late are given up first, but for the last one that is due. */
  due(now: number): number {
    const until = Math.min(now + Math.min(timerGrain, this.everyMs / 2), this.end)
    const past = this.#before(until)
    const late = Math.min(this.#before(now - mostLateMs), past - 1)
    if (late > this.#next) {
      this.#missed += late - this.#next
      this.#next = late
    }
    return Math.max(0, past - this.#next)
  }

  /** So many of those that are due were made, or passed over. */
  done(sendings: number): void {
    this.#next += sendings
  }

  /** Sendings whose time is before `time`. */
  #before(time: number): number {
    return Math.max(0, Math.ceil((time - this.start) / this.everyMs))
  }
}
