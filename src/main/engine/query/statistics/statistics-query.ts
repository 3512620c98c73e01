import type { StatisticsRange } from '../../../../shared/contract/engine/statistics-calls'
import { captureEncoding } from '../../capture/capture-encoding'
import { compileFilter } from '../../../../shared/filter/compile-filter'
import { isEmptyFilter } from '../../../../shared/filter/filter-node'
import { parseFilter } from '../../../../shared/filter/parse-filter'
import type { SeriesReader } from '../../capture/series-reader'
import { newestTime } from '../newest-time'
import { PeerAddresses } from '../peer-addresses'
import { MatchingRecords } from './matching-records'
import { RangeScan } from './range-scan'
import { timeOfRecord } from './record-times'
import type { Watched } from '../watch/watched'
import type {
  CountedStatistics,
  StatisticsQuestion,
  StatisticsReach,
  StatisticsTask,
  StatisticsTypes,
} from './statistics-protocol'
import { statisticsReport } from './statistics-report'

/** Addresses are known of the peers up to this number; 8 MB. */
const mostAddresses = 1_048_576
/** Entries in which addresses are looked for at once. */
const addressEntries = 32_768

/** Statistics that follow one capture, in the query thread. Memory stays the same at any number of records and peers. */
export class StatisticsQuery implements Watched<StatisticsTypes> {
  private readonly after: number
  private records: number
  private readonly matching: MatchingRecords
  private readonly addresses: PeerAddresses
  private nextAddress: number
  private scan: RangeScan

  /** Fails with `E_FILTER`, and as reading the index does. */
  constructor(
    private readonly series: SeriesReader,
    { filter, after, records, range }: StatisticsTask,
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

  grew(_capture: number, records: number): void {
    this.records = Math.max(this.records, records)
  }

  /** Begins anew with another range of time. */
  hear(range: StatisticsRange): void {
    this.scan = this.scanOf(range)
  }

  get hasWork(): boolean {
    return this.scan.hasWork(this.records) || this.nextAddress <= this.records
  }

  /** Counts some more records. */
  step(): void {
    // What was told may be ahead of what this thread can see; the next report of growth brings the rest.
    if (this.series.records < this.records) this.records = Math.min(this.records, this.series.refresh())
    if (this.scan.hasWork(this.records)) this.scan.step(this.records)
    else this.learnAddresses()
  }

  /** What has been counted so far. */
  answer({ now, order, peersFrom, peersCount }: StatisticsQuestion): CountedStatistics {
    const newest = newestTime(this.series, this.records)
    const until = now === null ? null : Math.max(now, newest)
    if (until !== null) this.scan.moveTo(until)
    const first = this.records > this.after ? timeOfRecord(this.series, this.after + 1) : null
    return statisticsReport(this.scan, {
      first: first ?? 0,
      newest: first === null ? 0 : newest,
      now: until,
      rows: this.scan.counts.peers.sorted(order, peersFrom, peersCount),
      addressOf: (peer) => this.addresses.of(peer).text,
    })
  }

  state(): StatisticsReach {
    return { ...this.scan.progress(this.records), done: !this.hasWork }
  }

  close(): void {
    this.series.close()
  }

  private scanOf(range: StatisticsRange): RangeScan {
    const span = { after: this.after, records: this.records }
    return new RangeScan(this.series, this.matching, range, span, newestTime(this.series, this.records))
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
