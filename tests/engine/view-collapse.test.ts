import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { QueryService } from '../../src/main/engine/query/query-service'
import type { LogRow, ViewProgress } from '../../src/shared/contract/engine/view-calls'
import { HeardSession } from '../support/query-session'
import { WrittenCapture, type SampleRecord } from '../support/written-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-collapse-'))
let service: QueryService
let session: HeardSession

beforeAll(() => {
  service = new QueryService(path.join(folder, 'exports'))
  session = new HeardSession(service)
})
afterEach(() => void session.events.splice(0))
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true })
})

const message = (peer: number, data: string | Uint8Array, direction: 'in' | 'out' = 'in'): SampleRecord => ({
  direction,
  peer,
  data: Buffer.from(data),
})
const lookedUp = (host: string): SampleRecord => ({
  peer: 0,
  event: { event: 'looked-up', host, addresses: [] },
})

/** Opens a view that collapses and waits until it has caught up. */
async function openCollapsed(capture: string, filter = '', after = 0): Promise<ViewProgress> {
  const opened = await session.call('view.open', { capture, filter, after, collapse: true })
  if (opened.done) return opened
  return session.viewProgress(opened.view, ({ done }) => done)
}

async function rowsOf(view: string, from = 0, count = 1_000): Promise<readonly LogRow[]> {
  return (await session.call('view.rows', { view, from, count, preview: 8 })).rows
}

const counts = (rows: readonly LogRow[]) => rows.map(({ record, run }) => [record, run?.count ?? 1])

/** Where each run begins and how long it is, found record by record. */
function runsIn(records: readonly SampleRecord[], shown: (record: SampleRecord) => boolean): number[][] {
  const runs: number[][] = []
  let before: string | null = null
  records.forEach((record, index) => {
    if (!shown(record)) return
    const text =
      'event' in record
        ? `event ${record.peer} ${JSON.stringify(record.event)}`
        : `${record.direction} ${record.peer} ${Buffer.from(record.data).toString('hex')}`
    if (text === before) runs.at(-1)![1]! += 1
    else runs.push([index + 1, 1])
    before = text
  })
  return runs
}

describe('a view that collapses', () => {
  it('shows neighbours with the same peer, direction, kind and bytes as one row with a count', async () => {
    const capture = new WrittenCapture(folder, 'kinds')
    capture.append([
      message(1, 'ping'),
      message(1, 'ping'),
      message(2, 'ping'),
      message(2, 'ping', 'out'),
      message(2, 'pong', 'out'),
      message(2, 'pong', 'out'),
      message(2, 'pong', 'out'),
      message(2, ''),
      message(2, ''),
      lookedUp('one.example'),
      lookedUp('one.example'),
      lookedUp('two.example'),
    ])
    const { view, total, shown } = await openCollapsed(capture.folder)
    expect([total, shown]).toEqual([7, 12])
    const rows = await rowsOf(view)
    expect(counts(rows)).toEqual([
      [1, 2],
      [3, 1],
      [4, 1],
      [5, 3],
      [8, 2],
      [10, 2],
      [12, 1],
    ])
    expect(rows[3]!.run).toEqual({ first: 5, last: 7, count: 3, expanded: false })
    expect(rows[1]!.run).toBeUndefined()
    expect(rows.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(rows[3]!.previousTime).toBe(capture.timeOf(4))
    expect(await rowsOf(view, 3, 2)).toEqual(rows.slice(3, 5))
  })

  it('collapses the rows that the filter shows, whatever lies between', async () => {
    const capture = new WrittenCapture(folder, 'filtered')
    const records = Array.from({ length: 300 }, (_, index) =>
      index % 3 === 0 ? message(1, 'beat') : message(2, `data ${index}`),
    )
    capture.append(records)
    const all = await openCollapsed(capture.folder)
    expect([all.total, all.shown]).toEqual([300, 300])
    const beats = await openCollapsed(capture.folder, 'peer:1')
    expect([beats.total, beats.shown, beats.records]).toEqual([1, 100, 300])
    expect(counts(await rowsOf(beats.view))).toEqual([[1, 100]])
    const later = await openCollapsed(capture.folder, 'peer:1', 150)
    expect(counts(await rowsOf(later.view))).toEqual([[151, 50]])
    await expect(
      session.call('view.open', { capture: capture.folder, filter: 'peer:', collapse: true }),
    ).rejects.toMatchObject({ code: 'E_FILTER' })
  })

  it('goes on over folders of a series', async () => {
    const first = new WrittenCapture(folder, 'series')
    first.append([message(1, 'a'), message(1, 'b')])
    const second = new WrittenCapture(folder, 'series', 2, 3)
    second.append([message(1, 'b'), message(1, 'b'), message(1, 'c')])
    const { view } = await openCollapsed(first.folder)
    expect(counts(await rowsOf(view))).toEqual([
      [1, 1],
      [2, 3],
      [5, 1],
    ])
  })

  it('is right for messages of every size and distance', async () => {
    const big = (last: number) => Buffer.concat([Buffer.alloc(700_000, 1), Buffer.of(last)])
    const records = [
      ...Array.from({ length: 70_000 }, (_, index) => message(1, `n${Math.floor(index / 7)}`)),
      message(1, big(1)),
      message(1, big(1)),
      message(1, big(2)),
      message(1, big(2)),
      ...Array.from({ length: 9_000 }, (_, index) =>
        message(1 + (index % 2), Buffer.alloc(3_000, Math.floor(index / 5))),
      ),
    ]
    const capture = new WrittenCapture(folder, 'sizes')
    capture.append(records)
    for (const filter of ['', 'peer:1', 'len:>2000']) {
      const shown = (record: SampleRecord) =>
        'data' in record &&
        (filter === '' || (filter === 'peer:1' ? record.peer === 1 : record.data.length > 2_000))
      const expected = runsIn(records, shown)
      const { view, total } = await openCollapsed(capture.folder, filter)
      expect(total).toBe(expected.length)
      const found: number[][] = []
      for (let from = 0; from < total; from += 1_000) found.push(...counts(await rowsOf(view, from)))
      expect(found).toEqual(expected)
    }
  })

  it('follows a capture that grows: the last run goes on and new ones begin', async () => {
    const capture = new WrittenCapture(folder, 'grows')
    capture.append([message(1, 'a'), message(1, 'b'), message(1, 'b')])
    const { view } = await openCollapsed(capture.folder)
    const grow = async (records: SampleRecord[]) => {
      capture.append(records)
      service.captureGrew(capture.folder, capture.records)
      return session.viewProgress(view, ({ lastRecord, done }) => done && lastRecord === capture.records)
    }
    expect(await grow([message(1, 'b'), message(1, 'b')])).toMatchObject({ total: 2, shown: 5 })
    expect(counts(await rowsOf(view))).toEqual([
      [1, 1],
      [2, 4],
    ])
    expect(await grow([message(1, 'b'), message(1, 'c')])).toMatchObject({ total: 3, shown: 7 })
    await session.call('view.expand', { view, record: 7, expanded: true })
    expect(await grow([message(1, 'c')])).toMatchObject({ total: 3, shown: 8 })
    await session.call('view.expand', { view, record: 7, expanded: true })
    expect(await grow([message(1, 'c')])).toMatchObject({ total: 5, shown: 9 })
    expect(counts(await rowsOf(view))).toEqual([
      [1, 1],
      [2, 5],
      [7, 3],
      [8, 3],
      [9, 3],
    ])
  })
})

describe('the runs of a view that collapses', () => {
  async function openRuns(name: string): Promise<string> {
    const capture = new WrittenCapture(folder, name)
    capture.append(['a', 'a', 'b', 'c', 'c', 'c', 'd', 'e', 'e'].map((text) => message(1, text)))
    return (await openCollapsed(capture.folder)).view
  }

  it('expand into a row for each record, and back', async () => {
    const view = await openRuns('expand')
    expect(await session.call('view.expand', { view, record: 5, expanded: true })).toMatchObject({ total: 7 })
    const rows = await rowsOf(view)
    expect(rows.map(({ record }) => record)).toEqual([1, 3, 4, 5, 6, 7, 8])
    expect(rows[3]!.run).toEqual({ first: 4, last: 6, count: 3, expanded: true })
    expect(await session.call('view.expand', { view, record: 1, expanded: true })).toMatchObject({ total: 8 })
    expect((await rowsOf(view)).map(({ record }) => record)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect((await rowsOf(view, 3, 3)).map(({ record, row }) => [record, row])).toEqual([
      [4, 3],
      [5, 4],
      [6, 5],
    ])
    await session.call('view.expand', { view, record: 6, expanded: false })
    expect((await rowsOf(view)).map(({ record }) => record)).toEqual([1, 2, 3, 4, 7, 8])
    expect(await session.call('view.expand', { view, record: 3, expanded: true })).toMatchObject({ total: 6 })
    expect(await session.call('view.expand', { view, record: 99, expanded: true })).toMatchObject({
      total: 6,
    })
  })

  it('are found by any of their records', async () => {
    const view = await openRuns('locate')
    const locate = (record: number) => session.call('view.locate', { view, record })
    expect(await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9].map(locate))).toEqual([0, 0, 1, 2, 2, 2, 3, 4, 4])
    expect(await locate(10)).toBeNull()
    await session.call('view.expand', { view, record: 5, expanded: true })
    expect(await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9].map(locate))).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 6])
  })

  it('can be expanded a thousand at a time', async () => {
    const capture = new WrittenCapture(folder, 'many')
    capture.append(Array.from({ length: 2_010 }, (_, index) => message(1, String(Math.floor(index / 2)))))
    const { view } = await openCollapsed(capture.folder)
    for (let run = 0; run < 1_000; run += 1) {
      await session.call('view.expand', { view, record: 2 * run + 1, expanded: true })
    }
    await expect(session.call('view.expand', { view, record: 2_001, expanded: true })).rejects.toMatchObject({
      code: 'E_RUNS_EXPANDED',
    })
    expect(await session.call('view.locate', { view, record: 2_001 })).toBe(2_000)
  })
})
