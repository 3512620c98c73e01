import type { SeriesReader } from '../../capture/series-reader'

/** Time of record `record` or of the next one that is still there, µs since the epoch; null where there is none. */
export function timeOfRecord(series: SeriesReader, record: number): number | null {
  const block = series.entriesSync(record, 1)
  return block && block.entries.count > 0 ? block.entries.time(0) : null
}

/**
 * Number of the first of the records `from` … `last` whose time is `time` (µs since the epoch) or later, `last` + 1 where
 * there is none. Times never decrease, so some twenty entries are read.
 */
export function firstRecordAt(series: SeriesReader, time: number, from: number, last: number): number {
  let low = from
  let high = last + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const found = timeOfRecord(series, middle)
    if (found !== null && found < time) low = middle + 1
    else high = middle
  }
  return low
}
