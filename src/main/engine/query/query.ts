import { toFailure } from '../../../shared/contract/errors'
import type { CompiledFilter } from '../../../shared/filter/compile-filter'
import type { SeriesReader } from '../capture/series-reader'
import { MatchBitmapWriter } from './match-bitmap'
import type { QueryReport, Seek } from './query-protocol'
import { RecordScanner } from './record-scanner'
import { RecordSeek } from './record-seek'
import { RecordSieve } from './record-sieve'
import { RunPass } from './run-pass'
import type { SearchTask } from './search-protocol'
import type { SearchThreads } from './search-threads'
import { SharedSieve } from './shared-sieve'

/** At most 30 reports a second. */
const reportInterval = 1_000 / 30

/** One filter that follows one capture, in the query thread. */
export class Query {
  private readonly scanner: RecordScanner
  /** Where it can do the scanner's work sooner. */
  private readonly sieve: SharedSieve | null
  private readonly bitmap: MatchBitmapWriter
  private readonly runs: RunPass | null
  private reportedAt = -Infinity
  private failed = false
  private seeking: RecordSeek | null = null

  constructor(
    private readonly id: number,
    private readonly series: SeriesReader,
    filter: CompiledFilter,
    task: SearchTask,
    searchThreads: SearchThreads,
    private readonly after: number,
    private records: number,
    collapse: boolean,
    private readonly report: (report: QueryReport) => void,
  ) {
    this.scanner = new RecordScanner(series, filter)
    const sieve = collapse ? null : RecordSieve.of(series, this.scanner, filter)
    this.sieve = sieve && new SharedSieve(series, sieve, task, searchThreads)
    const segments = (of: 'matches' | 'heads') => (memory: SharedArrayBuffer) =>
      report({ is: 'segment', query: id, of, memory })
    this.bitmap = new MatchBitmapWriter(segments('matches'))
    this.runs = collapse ? new RunPass(segments('heads')) : null
  }

  /** The last record that may be read has a new number. */
  grew(records: number): void {
    this.records = Math.max(this.records, records)
  }

  /** Begins to look for one match, in turns with the rest. */
  seek(seek: Seek): void {
    this.seeking = new RecordSeek(this.scanner, seek)
  }

  get hasWork(): boolean {
    return !this.failed && (this.seeking !== null || this.isBehind)
  }

  private get isBehind(): boolean {
    return this.after + this.bitmap.length < this.records
  }

  /** Decides some more records and tells about it when it is time. */
  step(): void {
    try {
      this.catchUp()
      if (this.runs?.hasWork) this.findRuns(this.runs)
      else {
        this.seekOn()
        if (this.isBehind) this.scan()
      }
    } catch (thrown) {
      this.failed = true
      this.reportProgress()
      this.report({ is: 'failed', query: this.id, failure: toFailure(thrown) })
      return
    }
    if (!this.isBehind || performance.now() - this.reportedAt >= reportInterval) this.reportProgress()
  }

  reportProgress(): void {
    this.reportedAt = performance.now()
    const { length, matches } = this.bitmap
    const heads = this.runs?.heads.matches ?? 0
    this.report({ is: 'progress', query: this.id, scanned: length, matches, heads })
  }

  close(): void {
    this.sieve?.close()
    this.series.close()
  }

  /** What was told may be ahead of what this thread can see; the next report of growth brings the rest. */
  private catchUp(): void {
    if (this.series.records < this.records) this.records = Math.min(this.records, this.series.refresh())
  }

  private seekOn(): void {
    if (!this.seeking?.step()) return
    const { number, found } = this.seeking
    this.seeking = null
    this.report({ is: 'found', query: this.id, seek: number, record: found })
  }

  private scan(): void {
    const from = this.after + this.bitmap.length + 1
    if (this.sieve) return this.sift(this.sieve, from)
    const block = this.scanner.step(from, this.records)
    if (!block) {
      this.skipTo(this.records + 1)
      return
    }
    this.skipTo(block.firstRecord)
    if (this.runs) this.runs.begin(block)
    else this.bitmap.append(block.matches, block.count)
  }

  private sift(sieve: SharedSieve, from: number): void {
    const decided = sieve.step(from, this.records)
    if (!decided) {
      this.skipTo(this.records + 1)
      return
    }
    this.skipTo(decided.firstRecord)
    this.bitmap.append(decided.matches, decided.count)
  }

  private findRuns(runs: RunPass): void {
    const matches = runs.step()
    this.bitmap.append(matches, matches.length)
  }

  /** Records that were removed with their folder match nothing. */
  private skipTo(record: number): void {
    const missing = Math.max(0, record - 1 - this.after - this.bitmap.length)
    this.bitmap.skip(missing)
    this.runs?.heads.skip(missing)
  }
}
