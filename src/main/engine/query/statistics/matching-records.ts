import type { CompiledFilter } from '../../../../shared/filter/compile-filter'
import type { EntryList } from '../../capture/record-entry'
import type { SeriesReader } from '../../capture/series-reader'
import { RecordScanner } from '../record-scanner'

/** Entries read in one step: 1 MiB of index. */
const stepEntries = 32_768

/** Some consecutive records; `matches` is null where all of them match. */
export interface MatchedBlock {
  readonly firstRecord: number
  readonly entries: EntryList
  readonly count: number
  readonly matches: Uint8Array | null
}

/** Consecutive records with the decision of a filter, step by step; without a filter nothing is decided at all. */
export class MatchingRecords {
  private readonly scanner: RecordScanner | null

  constructor(
    private readonly series: SeriesReader,
    filter: CompiledFilter | null,
  ) {
    this.scanner = filter && new RecordScanner(series, filter)
  }

  /** The next records from record `from` up, none beyond `last`; null where nothing is left. */
  step(from: number, last: number): MatchedBlock | null {
    if (from > last) return null
    if (this.scanner) return this.scanner.step(from, last)
    const block = this.series.entriesSync(from, Math.min(stepEntries, last - from + 1))
    if (!block || block.firstRecord > last) return null
    const { firstRecord, entries } = block
    return { firstRecord, entries, count: Math.min(entries.count, last - firstRecord + 1), matches: null }
  }
}
