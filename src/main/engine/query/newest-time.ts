import type { SeriesReader } from '../capture/series-reader'

/** Time of record `record` (µs since the epoch), or of the last one before it that is still there; 0 where none is. */
export function newestTime(series: SeriesReader, record: number): number {
  const wanted = Math.min(record, series.records)
  const block = wanted > 0 ? series.entriesSync(wanted, 1) : null
  return block && block.entries.count > 0 ? block.entries.time(0) : 0
}
