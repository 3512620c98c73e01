import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { openSeries, type SeriesReader } from '../../src/main/engine/capture/series-reader'
import { RecordScanner } from '../../src/main/engine/query/record-scanner'
import { RecordSieve } from '../../src/main/engine/query/record-sieve'
import { SearchThreads } from '../../src/main/engine/query/search-threads'
import { SharedSieve } from '../../src/main/engine/query/shared-sieve'
import { compileFilter } from '../../src/shared/filter/compile-filter'
import { parseFilter } from '../../src/shared/filter/parse-filter'
import { captureOptions } from '../support/recorded-capture'

/** The second search and later ones get the threads of the first. */
const threads = new SearchThreads()
let folder: string
let series: SeriesReader

/** Messages whose ends and beginnings make words together, empty and long ones, and events among them. */
const words = [
  'nee',
  'dle',
  'needle',
  '',
  'NEEDLE and needle',
  'hay',
  'n',
  'x'.repeat(700_000),
  'é',
  'É needle',
]

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sockwright-sieve-'))
  const recorder = await openRecorder(captureOptions(folder, { rollover: { bytes: 3_000_000, ageMs: null } }))
  for (let number = 0; number < 3_000; number += 1) {
    const long = number % 500 === 250
    recorder.messageIn(
      (number % 3) + 1,
      Buffer.from(long ? words[7]! : words[(number * 7) % 10]!.slice(0, 30)),
    )
    if (number % 40 === 0) recorder.event(1, { event: 'end-received' })
    if (number % 97 === 0) recorder.event(1, { event: 'started', kind: 'udp', name: 'needle' })
  }
  await recorder.close()
  series = await openSeries(recorder.status().capture)
})
afterAll(() => {
  threads.close()
  series.close()
  rmSync(folder, { recursive: true, force: true })
})

function matching(step: Pick<SharedSieve, 'step'>, from: number, last: number): number[] {
  const found: number[] = []
  for (let next = from; next <= last;) {
    const block = step.step(next, last)
    if (!block) break
    for (let index = 0; index < block.count; index += 1) {
      if (block.matches[index] === 1) found.push(block.firstRecord + index)
    }
    next = block.firstRecord + block.count
  }
  return found
}

describe('sharing the work with other threads', () => {
  it.each(['needle', 'text:é', 'text:absent'])('finds the same in the same order: %s', (text) => {
    const filter = compileFilter(parseFilter(text))
    const sieve = RecordSieve.of(series, new RecordScanner(series, filter), filter)!
    const task = { capture: series.folder, filter: text, newest: 0, encoding: 'utf-8' as const }
    const shared = new SharedSieve(series, sieve, task, threads, 3, 50)
    try {
      const all = matching(new RecordScanner(series, filter), 1, series.records)
      expect(matching(shared, 1, series.records)).toEqual(all)
      expect(matching(shared, 1, series.records)).toEqual(all)
    } finally {
      shared.close()
    }
  })
})

describe('deciding only where a pattern occurs', () => {
  it.each([
    'needle',
    'text:é',
    'hex:6e65',
    'hex:6e??65',
    'text:needle peer:2',
    'needle or text:hay',
    'needle text:and',
    'text:absent',
    'needle not peer:1',
  ])('finds what going through all records finds: %s', (text) => {
    const filter = compileFilter(parseFilter(text))
    const sieve = RecordSieve.of(series, new RecordScanner(series, filter), filter)!
    fc.assert(
      fc.property(fc.integer({ min: 1, max: series.records }), fc.nat(3_000), (from, count) => {
        const last = Math.min(series.records, from + count)
        const all = matching(new RecordScanner(series, filter), from, last)
        expect(matching(sieve, from, last)).toEqual(all)
      }),
      { numRuns: 15 },
    )
  })

  it.each(['peer:3', 'not needle', 'needle or peer:2', '/needle/', 'kind:error'])(
    'leaves alone: %s',
    (text) => {
      const filter = compileFilter(parseFilter(text))
      expect(RecordSieve.of(series, new RecordScanner(series, filter), filter)).toBeNull()
    },
  )
})
