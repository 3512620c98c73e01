/** One answer: the rows from `from` on, as many as there are. */
export type FetchRows<R> = (from: number, count: number) => Promise<readonly R[]>

export interface RowCacheOptions<R> {
  readonly fetch: FetchRows<R>
  /** Rows have come. */
  readonly onRows: () => void
  /** A fetch failed; the rows stay missing until they are wanted again. */
  readonly onFailure: (thrown: unknown) => void
  /** Rows per page; with the default a screen touches two or three pages. */
  readonly pageRows?: number
  /** Pages kept, the least recently wanted go first. */
  readonly maxPages?: number
  readonly maxInFlight?: number
}

/**
 * A small window on a list that only grows at its end: rows are fetched in pages when they are wanted, a few pages are
 * kept, and never more than a few requests are in flight. What is wanted last is fetched first.
 */
export class RowCache<R> {
  readonly #pages = new Map<number, readonly R[]>()
  /** Pages to be fetched anew when wanted; shown as they are until then. */
  readonly #stale = new Set<number>()
  readonly #inFlight = new Set<number>()
  readonly #pageRows: number
  readonly #maxPages: number
  readonly #maxInFlight: number
  #wanted: readonly number[] = []
  #total = 0
  #generation = 0

  constructor(private readonly options: RowCacheOptions<R>) {
    this.#pageRows = options.pageRows ?? 64
    this.#maxPages = options.maxPages ?? 24
    this.#maxInFlight = options.maxInFlight ?? 2
  }

  /** Pages held now. */
  get pageCount(): number {
    return this.#pages.size
  }

  get(row: number): R | undefined {
    return this.#pages.get(Math.floor(row / this.#pageRows))?.[row % this.#pageRows]
  }

  /** True when all rows `first` … `first + count - 1` are here. */
  covers(first: number, count: number): boolean {
    for (let row = first; row < first + count; row++) if (this.get(row) === undefined) return false
    return true
  }

  /** Fetches what is missing of the rows on screen, then of `margin` rows on both sides. */
  want(first: number, count: number, total: number, margin = 0): void {
    this.#total = total
    const near = this.#pagesOf(Math.max(0, first - margin), Math.min(total, first + count + margin))
    const onScreen = new Set(this.#pagesOf(first, Math.min(total, first + count)))
    this.#wanted = [...onScreen, ...near.filter((page) => !onScreen.has(page))]
    for (const page of this.#wanted) this.#touch(page)
    this.#pump()
  }

  /** Rows have changed: fetches again what is on screen, and later what is wanted. */
  refresh(): void {
    for (const page of this.#pages.keys()) this.#stale.add(page)
    this.#pump()
  }

  /** One row has changed: fetches its page again when it is wanted. */
  renew(row: number): void {
    const page = Math.floor(row / this.#pageRows)
    if (this.#pages.has(page)) this.#stale.add(page)
    this.#pump()
  }

  /** Forgets everything, answers on their way included. */
  clear(): void {
    this.#generation++
    this.#pages.clear()
    this.#stale.clear()
    this.#inFlight.clear()
    this.#wanted = []
    this.#total = 0
  }

  #pump(): void {
    for (const page of this.#wanted) {
      if (this.#inFlight.size >= this.#maxInFlight) return
      if (!this.#inFlight.has(page) && !this.#isComplete(page)) void this.#load(page)
    }
  }

  async #load(page: number): Promise<void> {
    const generation = this.#generation
    const renewed = this.#stale.delete(page)
    this.#inFlight.add(page)
    const from = page * this.#pageRows
    try {
      const rows = await this.options.fetch(from, Math.min(this.#pageRows, this.#total - from))
      if (generation !== this.#generation) return
      this.#inFlight.delete(page)
      if (!renewed && rows.length <= (this.#pages.get(page)?.length ?? 0)) {
        // Nothing new: asking again at once would spin.
        this.#wanted = this.#wanted.filter((wanted) => wanted !== page)
      } else {
        this.#keep(page, rows)
        this.options.onRows()
      }
    } catch (thrown) {
      if (generation !== this.#generation) return
      this.#inFlight.delete(page)
      this.#wanted = this.#wanted.filter((wanted) => wanted !== page)
      this.options.onFailure(thrown)
    }
    this.#pump()
  }

  #isComplete(page: number): boolean {
    if (this.#stale.has(page)) return false
    const held = this.#pages.get(page)?.length ?? 0
    return held >= Math.min(this.#pageRows, this.#total - page * this.#pageRows)
  }

  #touch(page: number): void {
    const rows = this.#pages.get(page)
    if (rows) this.#keep(page, rows)
  }

  #keep(page: number, rows: readonly R[]): void {
    this.#pages.delete(page)
    this.#pages.set(page, rows)
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= this.#maxPages) return
      this.#pages.delete(oldest)
      this.#stale.delete(oldest)
    }
  }

  #pagesOf(first: number, end: number): number[] {
    const size = this.#pageRows
    const pages: number[] = []
    for (let page = Math.floor(first / size); page * size < end; page++) pages.push(page)
    return pages
  }
}
