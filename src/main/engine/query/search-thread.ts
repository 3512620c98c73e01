import { workerData } from 'node:worker_threads'
import { compileFilter } from '../../../shared/filter/compile-filter'
import { parseFilter } from '../../../shared/filter/parse-filter'
import { openSeries, type SeriesReader } from '../capture/series-reader'
import { RecordScanner } from './record-scanner'
import { RecordSieve } from './record-sieve'
import type { SearchAnswer, SearchOrder, SearchThreadData } from './search-protocol'

/** A thread that decides records for the search of another: as long as that lasts. */
const { task, port, answered } = workerData as SearchThreadData
const count = new Int32Array(answered)

function answer(from: number, hits: Float64Array | null): void {
  port.postMessage({ from, hits } satisfies SearchAnswer)
  Atomics.add(count, 0, 1)
  Atomics.notify(count, 0)
}

function search(series: SeriesReader, sieve: RecordSieve, { from, last }: SearchOrder): Float64Array {
  if (series.records < last) series.refresh()
  const hits: number[] = []
  for (let next = from; next <= last;) {
    const decided = sieve.step(next, last)
    if (!decided) break
    const { firstRecord, matches } = decided
    for (let at = matches.indexOf(1); at >= 0; at = matches.indexOf(1, at + 1)) hits.push(firstRecord + at)
    next = firstRecord + decided.count
  }
  return Float64Array.from(hits)
}

const filter = compileFilter(parseFilter(task.filter), task.newest, task.encoding)
const opening = openSeries(task.capture).then((series) => ({
  series,
  sieve: RecordSieve.of(series, new RecordScanner(series, filter), filter),
}))
port.on('message', (order: SearchOrder) => {
  opening
    .then(({ series, sieve }) => sieve && search(series, sieve, order))
    .then(
      (hits) => answer(order.from, hits),
      // Whoever asked meets the failure itself, and tells it.
      () => answer(order.from, null),
    )
})
