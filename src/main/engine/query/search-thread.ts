import { parentPort } from 'node:worker_threads'
import { compileFilter } from '../../../shared/filter/compile-filter'
import { parseFilter } from '../../../shared/filter/parse-filter'
import { openSeries, type SeriesReader } from '../capture/series-reader'
import { RecordScanner } from './record-scanner'
import { RecordSieve } from './record-sieve'
import type { SearchOrder, SearchStart, SearchTask } from './search-protocol'

/** A thread that decides records for the searches of another, one search after the other. */
interface OpenSearch {
  readonly series: SeriesReader
  readonly sieve: RecordSieve | null
}

async function open({ capture, filter, newest, encoding }: SearchTask): Promise<OpenSearch> {
  const series = await openSeries(capture)
  const compiled = compileFilter(parseFilter(filter), newest, encoding)
  return { series, sieve: RecordSieve.of(series, new RecordScanner(series, compiled), compiled) }
}

function search({ series, sieve }: OpenSearch, { from, last }: SearchOrder): Float64Array | null {
  if (!sieve) return null
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

parentPort!.on('message', ({ task, port, answered }: SearchStart) => {
  const count = new Int32Array(answered)
  const opening = open(task)
  const answer = (from: number, hits: Float64Array | null) => {
    port.postMessage({ from, hits })
    Atomics.add(count, 0, 1)
    Atomics.notify(count, 0)
  }
  port.on('message', (order: SearchOrder) => {
    opening
      .then((opened) => search(opened, order))
      .then(
        (hits) => answer(order.from, hits),
        // Whoever asked meets the failure itself, and tells it.
        () => answer(order.from, null),
      )
  })
  port.on('close', () => {
    void opening.then(
      ({ series }) => series.close(),
      () => undefined,
    )
  })
})
