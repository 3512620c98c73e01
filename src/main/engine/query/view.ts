import type { FoundMatch, LogPage, ViewProgress } from '../../../shared/contract/engine/view-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import { findMatch, type FindDirection } from './find-match'
import type { RunningQuery } from './query-client'
import { RateLimit } from './rate-limit'
import { locateEntries, readRows } from './row-reader'
import type { HeldSeries } from './series-pool'

/** Opens the query of a view with a filter; `changed` is to be called when it has come further. */
export type OpenQuery = (after: number, records: number, changed: () => void) => RunningQuery

/**
 * One session's log: the records of a capture after `after`, all of them or those that match a filter. Rows count from
 * 0; they are looked up when asked for and held nowhere.
 */
export class View {
  private readonly query: RunningQuery | null
  private readonly progressLimit: RateLimit
  /** Number of the last record hidden before the first row. */
  private readonly after: number
  private records: number
  private closed = false
  private lastFind = 0

  /** `onProgress` is called at most 30 times a second. */
  constructor(
    readonly id: string,
    readonly capture: string,
    private readonly held: HeldSeries,
    after: number,
    openQuery: OpenQuery | null,
    onProgress: (progress: ViewProgress) => void,
  ) {
    this.records = held.series.refresh()
    this.after = Math.max(after, held.series.firstRecord - 1)
    this.progressLimit = new RateLimit(() => onProgress(this.progress()))
    this.query = openQuery ? openQuery(this.after, this.records, () => this.progressLimit.note()) : null
  }

  progress(): ViewProgress {
    const records = Math.max(0, this.records - this.after)
    const scanned = this.query ? this.query.bitmap.length : records
    const progress = { view: this.id, total: this.total, records, lastRecord: this.records, scanned }
    const failure = this.query?.failure
    if (failure) return { ...progress, done: true, failure }
    return { ...progress, done: scanned >= records }
  }

  /** The last visible record of the capture has a new number. */
  grew(records: number): void {
    if (this.closed || records <= this.records) return
    if (this.held.series.records < records) this.held.series.refresh()
    this.records = Math.min(records, this.held.series.records)
    this.query?.grew(this.records)
    this.progressLimit.note()
  }

  /** Rows `from` … `from + count - 1` as far as there are. Fails with `E_CAPTURE_BROKEN`. */
  async rows(from: number, count: number, preview: number): Promise<LogPage> {
    const total = this.total
    const first = Math.max(0, from - 1)
    const wanted = this.recordsOfRows(first, Math.min(total, from + count) - first)
    const located = await locateEntries(this.held.series, wanted)
    const before = from > 0 ? located.shift() : undefined
    return { total, rows: await readRows(located, from, before?.entry.time ?? null, preview) }
  }

  /** The row of `record`, or of the next one shown; null where there is none. */
  locate(record: number): number | null {
    const position = Math.max(0, record - this.after - 1)
    const row = this.query ? this.query.bitmap.rank(position) : position
    return row < this.total ? row : null
  }

  /**
   * The next match after `record`, or the previous one before it, going on at the other end; null where there is none,
   * and where a later call takes the place of this one. Fails as the query did, and with `E_VIEW_UNKNOWN` when the view
   * is closed meanwhile.
   */
  async find(record: number, direction: FindDirection): Promise<FoundMatch | null> {
    this.lastFind += 1
    const find = this.lastFind
    const range = { first: this.after + 1, last: this.records }
    const found = await findMatch(this.query, range, record, direction, () => find !== this.lastFind)
    if (this.closed) throw new SockwrightError('E_VIEW_UNKNOWN')
    if (this.query?.failure && !found) throw SockwrightError.from(this.query.failure)
    return found
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.lastFind += 1
    this.progressLimit.stop()
    this.query?.close()
    this.held.release()
  }

  private get total(): number {
    return this.query ? this.query.bitmap.matches : Math.max(0, this.records - this.after)
  }

  private recordsOfRows(from: number, count: number): number[] {
    if (count <= 0) return []
    const positions = this.query
      ? this.query.bitmap.select(from, count)
      : Array.from({ length: count }, (_, index) => from + index)
    return positions.map((position) => this.after + 1 + position)
  }
}
