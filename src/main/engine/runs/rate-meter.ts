/** A sending: how many there were with it, and when. */
interface Mark {
  readonly count: number
  readonly at: number
}

/** A rate is told over this long at least, ms, and over {@link fewestSendings}. */
const shortestMs = 1_000
const fewestSendings = 5

/** The rate of sendings over the last seconds and over all. Times are ms of one steady clock. */
export class RateMeter {
  #first: Mark | null = null
  #older: Mark | null = null
  #newer: Mark | null = null
  #last: Mark | null = null
  readonly #span: number

  constructor(private readonly everyMs: number) {
    this.#span = Math.max(shortestMs, fewestSendings * everyMs)
  }

  /** The `count`-th sending was made. */
  note(count: number, at: number): void {
    const mark = { count, at }
    this.#last = mark
    this.#first ??= mark
    this.#older ??= mark
    this.#newer ??= mark
    if (at - this.#newer.at < this.#span) return
    this.#older = this.#newer
    this.#newer = mark
  }

  /** Sendings a second of late; falls when they stay away. Null before the second one is due. */
  lately(now: number): number | null {
    if (!this.#older || !this.#last) return null
    // A sending is owed only when the time for it has come.
    const passed = Math.max(this.#last.at - this.#older.at, now - this.#older.at - this.everyMs)
    return passed > 0 ? ((this.#last.count - this.#older.count) / passed) * 1_000 : null
  }

  /** Sendings a second from the first to the last. */
  overall(): number | null {
    if (!this.#first || !this.#last || this.#last.at <= this.#first.at) return null
    return ((this.#last.count - this.#first.count) / (this.#last.at - this.#first.at)) * 1_000
  }
}
