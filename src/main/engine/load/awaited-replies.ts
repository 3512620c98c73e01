/** A message that waits for its reply. Times are ms of a steady clock. */
interface Awaited {
  /** When it was due. */
  readonly since: number
  readonly until: number
  /** Its time is over; its reply may still come, and must not be taken for that of the next one. */
  isLate: boolean
}

/** The messages of one client that wait for their replies, in the order in which these come. */
export class AwaitedReplies {
  #queue: Awaited[] = []
  #first = 0
  /** Those before it are late. */
  #firstInTime = 0

  /** `keepsOrder`: replies come in the order of the messages, and none is lost, so that a late one is waited for. */
  constructor(private readonly keepsOrder: boolean) {}

  /** How many there are, late ones among them. */
  get size(): number {
    return this.#queue.length - this.#first
  }

  /** How many are not late. */
  get inTime(): number {
    return this.#queue.length - Math.max(this.#first, this.#firstInTime)
  }

  add(since: number, until: number): void {
    this.#queue.push({ since, until, isLate: false })
  }

  /** A reply came. When its message was due; null where it is late, or nothing waits. */
  take(): number | null {
    const first = this.#queue[this.#first]
    if (!first) return null
    this.#first++
    this.#shrink()
    return first.isLate ? null : first.since
  }

  /** How many have become late by `now`. */
  expire(now: number): number {
    let late = 0
    this.#firstInTime = Math.max(this.#firstInTime, this.#first)
    for (
      let next = this.#queue[this.#firstInTime];
      next && next.until <= now;
      next = this.#queue[this.#firstInTime]
    ) {
      next.isLate = true
      late++
      this.#firstInTime++
    }
    if (!this.keepsOrder) {
      this.#first = this.#firstInTime
      this.#shrink()
    }
    return late
  }

  /** Nothing comes any more; how many were not late. */
  drop(): number {
    const left = this.inTime
    this.#queue = []
    this.#first = 0
    this.#firstInTime = 0
    return left
  }

  #shrink(): void {
    if (this.#first < 1_024 && this.#first < this.#queue.length) return
    this.#firstInTime = Math.max(0, this.#firstInTime - this.#first)
    this.#queue = this.#queue.slice(this.#first)
    this.#first = 0
  }
}
