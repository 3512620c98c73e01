import type { StatisticsRange } from '../../../../shared/contract/engine/statistics-calls'
import { toFailure } from '../../../../shared/contract/errors'
import { captureEncoding } from '../../capture/capture-encoding'
import { compileFilter } from '../../../../shared/filter/compile-filter'
import { isEmptyFilter } from '../../../../shared/filter/filter-node'
import { parseFilter } from '../../../../shared/filter/parse-filter'
import type { SeriesReader } from '../../capture/series-reader'
import { newestTime } from '../newest-time'
import { PeerAddresses } from '../peer-addresses'
import { RateLimit } from '../../timing/rate-limit'
import { MatchingRecords } from './matching-records'
import { RangeScan } from './range-scan'
import { timeOfRecord } from './record-times'
import type { StatisticsNews, StatisticsQuestion, StatisticsTask } from './statistics-protocol'
import { statisticsReport } from './statistics-report'

/** Addresses are known of the peers up to this number; 8 MB. */
const mostAddresses = 1_048_576
/** Entries in which addresses are looked for at once. */
const addressEntries = 32_768

/** Statistics that follow one capture, in the query thread. Memory stays the same at any number of records and peers. */
export class StatisticsQuery {
  private readonly after: number
  private records: number
  private readonly matching: MatchingRecords
  private readonly addresses: PeerAddresses
  private nextAddress: number
  private scan: RangeScan
  private reachedAt = -Infinity
  private failed = false

  /** `number` is what `report` names. Fails with `E_FILTER`, and as reading the index does. */
  constructor(
    private readonly number: number,
    private readonly series: SeriesReader,
    { filter, after, records, range }: StatisticsTask,
    private readonly report: (news: StatisticsNews) => void,
  ) {
    this.after = Math.max(after, series.firstRecord - 1)
    this.records = records
    const node = parseFilter(filter)
    const compiled = isEmptyFilter(node)
      ? null
      : compileFilter(node, newestTime(series, records), captureEncoding(series.folder))
    this.matching = new MatchingRecords(series, compiled)
    this.addresses = new PeerAddresses(series, mostAddresses)
    this.nextAddress = series.firstRecord
    this.scan = this.scanOf(range)
  }

  /** The last record that may be read has a new number. */
  grew(records: number): void {
    this.records = Math.max(this.records, records)
  }

  /** Begins anew with another range of time. */
  show(range: StatisticsRange): void {
    this.guard(() => {
      this.scan = this.scanOf(range)
      this.tellReach()
    })
  }

  get hasWork(): boolean {
    return !this.failed && (this.scan.hasWork(this.records) || this.nextAddress <= this.records)
  }

  /** Counts some more records and tells about it when it is time. */
  step(): void {
    this.guard(() => {
      // What was told may be ahead of what this thread can see; the next report of growth brings the rest.
      if (this.series.records < this.records) this.records = Math.min(this.records, this.series.refresh())
      if (this.scan.hasWork(this.records)) this.scan.step(this.records)
      else this.learnAddresses()
      if (!this.hasWork || performance.now() - this.reachedAt >= RateLimit.intervalMs) this.tellReach()
    })
  }

  /** Tells what has been counted so far. */
  read(read: number, { now, order, peersFrom, peersCount }: StatisticsQuestion): void {
    this.guard(() => {
      const newest = newestTime(this.series, this.records)
      const until = now === null ? null : Math.max(now, newest)
      if (until !== null) this.scan.moveTo(until)
      const first = this.records > this.after ? timeOfRecord(this.series, this.after + 1) : null
      const found = statisticsReport(this.scan, {
        first: first ?? 0,
        newest: first === null ? 0 : newest,
        now: until,
        rows: this.scan.counts.peers.sorted(order, peersFrom, peersCount),
        addressOf: (peer) => this.addresses.of(peer).text,
      })
      this.report({ is: 'statistics-found', statistics: this.number, read, found })
    })
  }

  close(): void {
    this.series.close()
  }

  private guard(work: () => void): void {
    if (this.failed) return
    try {
      work()
    } catch (thrown) {
      this.failed = true
      this.report({ is: 'statistics-failed', statistics: this.number, failure: toFailure(thrown) })
    }
  }

  private scanOf(range: StatisticsRange): RangeScan {
    const span = { after: this.after, records: this.records }
    return new RangeScan(this.series, this.matching, range, span, newestTime(this.series, this.records))
  }

  private tellReach(): void {
    this.reachedAt = performance.now()
    const reach = { ...this.scan.progress(this.records), done: !this.hasWork }
    this.report({ is: 'statistics-reach', statistics: this.number, reach })
  }

  private learnAddresses(): void {
    const block = this.series.entriesSync(this.nextAddress, addressEntries)
    if (!block) {
      this.nextAddress = this.records + 1
      return
    }
    this.addresses.learn(block.entries, block.firstRecord, block.entries.count)
    this.nextAddress = block.firstRecord + block.entries.count
  }
}
