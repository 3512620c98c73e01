import type { FoundMatch, LogPage, RecordRun, ViewProgress } from '../../../shared/contract/engine/view-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import { CollapsedRows } from './collapsed-rows'
import { findMatch, type FindDirection } from './find-match'
import { peerTimes } from './peer-times'
import type { RunningQuery } from './running-query'
import { RateLimit } from '../timing/rate-limit'
import { RowAddresses } from './row-addresses'
import { locateEntries, readRows } from './row-reader'
import type { HeldSeries } from './series-pool'
import { EveryRow, MatchedRows, type PlacedRun, type ShownRows } from './shown-rows'

/** The rows a window asks a view for; `preview` in bytes. */
export interface WantedRows {
  readonly from: number
  readonly count: number
  readonly preview: number
  readonly peerTimes: boolean
  readonly addresses: boolean
}

/** Opens the query of a view with a filter or one that collapses; `changed` is to be called when it has come further. */
export type OpenQuery = (after: number, records: number, changed: () => void) => RunningQuery

/**
 * One session's log: the records of a capture after `after`, all of them or those that match a filter, each with a row
 * of its own or one for identical neighbours. Rows count from 0; they are looked up when asked for and held nowhere.
 */
export class View {
  private readonly query: RunningQuery | null
  private readonly shown: ShownRows
  private readonly collapsed: CollapsedRows | null
  private readonly progressLimit: RateLimit
  /** Number of the last record hidden before the first row. */
  private readonly after: number
  private records: number
  private closed = false
  private searched = false
  private lastFind = 0
  private startTime: number | null = null
  private rowAddresses: RowAddresses | null = null

  /** `onProgress` is called at most 30 times a second. */
  constructor(
    readonly id: string,
    readonly capture: string,
    private readonly held: HeldSeries,
    after: number,
    openQuery: OpenQuery | null,
    collapse: boolean,
    onProgress: (progress: ViewProgress) => void,
  ) {
    this.records = held.series.refresh()
    this.after = Math.max(after, held.series.firstRecord - 1)
    this.progressLimit = new RateLimit(() => onProgress(this.progress()))
    this.query = openQuery ? openQuery(this.after, this.records, () => this.cameFurther()) : null
    this.collapsed = this.query && collapse ? new CollapsedRows(this.query.bitmap, this.query.heads) : null
    this.shown = this.collapsed ?? this.everyRow()
  }

  progress(): ViewProgress {
    const records = Math.max(0, this.records - this.after)
    const scanned = this.query ? this.query.bitmap.length : records
    const { total, shown } = this.shown
    const progress = { view: this.id, total, shown, records, lastRecord: this.records, scanned }
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
  async rows({ from, count, preview, ...wanted }: WantedRows): Promise<LogPage> {
    const { series } = this.held
    const { total } = this.shown
    const first = Math.max(0, from - 1)
    const places = this.shown.places(first, Math.max(0, Math.min(total, from + count) - first))
    const runs = new Map(places.map(({ position, run }) => [this.recordAt(position), run]))
    const located = await locateEntries(series, [...runs.keys()])
    const before = from > 0 ? located.shift() : undefined
    const [rows, times, addresses, startTime] = await Promise.all([
      readRows(located, from, before?.entry.time ?? null, preview),
      wanted.peerTimes ? peerTimes(series, located) : null,
      wanted.addresses ? (this.rowAddresses ??= new RowAddresses(series)).of(located) : null,
      this.timeOfStart(),
    ])
    return {
      total,
      startTime,
      rows: rows.map((row, at) => ({
        ...row,
        ...this.runOf(runs.get(row.record)),
        ...(times && { previousOfPeer: times[at]! }),
        ...(addresses && { address: addresses[at]! }),
      })),
    }
  }

  /** The row that shows `record`, or the next one shown; null where there is none. */
  locate(record: number): number | null {
    return this.shown.rowOf(Math.max(0, record - this.after - 1))
  }

  /** Expands the run of `record`, or takes that back. Fails with `E_RUNS_EXPANDED`. */
  expand(record: number, expanded: boolean): ViewProgress {
    if (record > this.after) this.collapsed?.expand(record - this.after - 1, expanded)
    return this.progress()
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

  /** The end of the search is told at once, since somebody waits for it; what a growing capture adds is not. */
  private cameFurther(): void {
    this.progressLimit.note()
    if (this.searched || !this.progress().done) return
    this.searched = true
    this.progressLimit.flush()
  }

  private everyRow(): ShownRows {
    return this.query
      ? new MatchedRows(this.query.bitmap)
      : new EveryRow(() => Math.max(0, this.records - this.after))
  }

  private recordAt(position: number): number {
    return this.after + 1 + position
  }

  private runOf(run: PlacedRun | null | undefined): { readonly run?: RecordRun } {
    if (!run) return {}
    return { run: { ...run, first: this.recordAt(run.first), last: this.recordAt(run.last) } }
  }

  /** Of the whole capture: what is hidden before the first row counts. */
  private async timeOfStart(): Promise<number | null> {
    if (this.startTime !== null) return this.startTime
    const [first] = await locateEntries(this.held.series, [this.held.series.firstRecord])
    return (this.startTime = first?.entry.time ?? null)
  }
}
