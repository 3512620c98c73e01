import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QueryService } from '../../src/main/engine/query/query-service'
import { HeardSession } from '../support/query-session'
import { WrittenCapture, type SampleRecord } from '../support/written-capture'

const count = 1_000_000
const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-million-'))
let service: QueryService
let session: HeardSession
let capture: WrittenCapture

/** Record n is of peer n mod 7 + 1 and says its number. */
function* numbered(): Generator<SampleRecord> {
  for (let record = 1; record <= count; record += 1) {
    yield { direction: 'in', peer: (record % 7) + 1, data: Buffer.from(`record ${record}\n`) }
  }
}

beforeAll(() => {
  service = new QueryService(path.join(folder, 'exports'))
  session = new HeardSession(service)
  capture = new WrittenCapture(folder, 'million')
  capture.append(numbered())
}, 60_000)
afterAll(async () => {
  await service.close()
  capture.close()
  rmSync(folder, { recursive: true })
})

describe('a capture of a million records', () => {
  it('opens and shows any place', async () => {
    const { view, total } = await session.openView(capture.folder, '')
    expect(total).toBe(count)
    for (const from of [0, 499_990, 123_456, count - 3]) {
      const { rows } = await session.call('view.rows', { view, from, count: 40, preview: 64 })
      expect(rows).toHaveLength(Math.min(40, count - from))
      rows.forEach((row, index) => {
        expect(Buffer.from(row.data!).toString()).toBe(`record ${from + index + 1}\n`)
      })
    }
    expect(await session.call('view.locate', { view, record: 777_777 })).toBe(777_776)
  })

  it('filters by peer and shows any place of that', async () => {
    const { view, total } = await session.openView(capture.folder, 'peer:3')
    const expected = Math.floor((count - 2) / 7) + 1
    expect(total).toBe(expected)
    for (const from of [0, 70_000, expected - 10]) {
      const { rows } = await session.call('view.rows', { view, from, count: 10, preview: 64 })
      expect(rows.map(({ record }) => record)).toEqual(
        Array.from({ length: 10 }, (_, index) => (from + index) * 7 + 2),
      )
    }
    expect(await session.call('view.locate', { view, record: 700_000 })).toBe(100_000)
  })

  it('shows the first matches while it is still looking, and stops when closed', async () => {
    const { view } = await session.call('view.open', { capture: capture.folder, filter: '"record 1"' })
    const early = await session.viewProgress(view, ({ scanned, total }) => scanned > 0 && total > 0)
    expect(early.scanned).toBeLessThan(count)
    const { rows } = await session.call('view.rows', { view, from: 0, count: 3, preview: 64 })
    expect(rows.map(({ record }) => record)).toEqual([1, 10, 11])
    await session.call('view.close', { view })
    const { total } = await session.openView(capture.folder, '"record 99999"')
    expect(total).toBe(11)
    expect(
      session.events.some((event) => 'view' in event && event.view.view === view && event.view.done),
    ).toBe(false)
  })

  it('leaves nothing of an export that is cancelled', async () => {
    const targets = mkdtempSync(path.join(folder, 'targets-'))
    const { job } = await session.call('export.start', {
      capture: capture.folder,
      filter: '',
      format: 'csv',
      destination: { to: 'file', path: path.join(targets, 'log.csv') },
    })
    await session.exportRunning(job)
    expect(readdirSync(targets)).toHaveLength(1)
    await session.call('export.cancel', { job })
    expect((await session.exportEnd(job)).state).toEqual({ is: 'cancelled' })
    expect(readdirSync(targets)).toEqual([])
  })

  it('cancels the exports of a session that ends', async () => {
    const targets = mkdtempSync(path.join(folder, 'targets-'))
    const other = new HeardSession(service)
    const { job } = await other.call('export.start', {
      capture: capture.folder,
      filter: '',
      format: 'jsonl',
      destination: { to: 'file', path: path.join(targets, 'log.jsonl') },
    })
    await other.exportRunning(job)
    await other.session.close()
    expect(readdirSync(targets)).toEqual([])
  })
})
