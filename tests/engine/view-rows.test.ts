import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { eventMatter } from '../../src/main/engine/query/event-words'
import { QueryService } from '../../src/main/engine/query/query-service'
import { compileFilter } from '../../src/shared/filter/compile-filter'
import { parseFilter } from '../../src/shared/filter/parse-filter'
import { HeardSession } from '../support/query-session'
import { WrittenCapture, type SampleRecord } from '../support/written-capture'
import { matchesRecord } from '../support/match-record'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-view-'))
const remote = { address: '127.0.0.1', port: 5_000 }
const local = { address: '127.0.0.1', port: 9_000 }
const bytes = (text: string) => new TextEncoder().encode(text)
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

/** Repeatable pseudo-random numbers from 0 to below `limit` (Park and Miller's generator). */
function dice(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state * 48_271) % 0x7fff_ffff
    return state % limit
  }
}

function mixedRecords(count: number, seed: number): SampleRecord[] {
  const roll = dice(seed)
  const words = ['login', 'LOGIN ok', 'quit', 'é', 'x'.repeat(300), '', 'log', 'in']
  return Array.from({ length: count }, (_, index): SampleRecord => {
    const peer = 1 + roll(9)
    if (index % 11 === 0)
      return { peer, event: { event: 'accepted', local, remote: { ...remote, port: peer } } }
    if (index % 17 === 0) {
      const failure = { code: 'ECONNRESET', message: 'reset', details: { reason: 'login lost' } } as const
      return { peer, event: { event: 'socket-failed', failure } }
    }
    const data = bytes(words[roll(words.length)]! + words[roll(words.length)]!)
    return { direction: roll(2) === 0 ? 'in' : 'out', peer, data, cause: roll(3) === 0 ? 'echo' : 'none' }
  })
}

/** Numbers of the records that match, found one by one. */
function matching(filter: string, records: readonly SampleRecord[], firstRecord = 1): number[] {
  // Records are a millisecond apart.
  const timeOf = (record: number) => 1_750_000_000_000_000 + record * 1_000
  const compiled = compileFilter(parseFilter(filter), timeOf(firstRecord + records.length - 1))
  return records.flatMap((record, index) => {
    const isEvent = 'event' in record
    const fields = {
      time: timeOf(firstRecord + index),
      cause: isEvent ? ('none' as const) : (record.cause ?? 'none'),
      kind: isEvent ? 2 : 1,
      direction: isEvent ? 0 : record.direction === 'in' ? 1 : 2,
      peer: record.peer,
      length: isEvent ? 50 : record.data.length,
      flags: 0,
    }
    const read = () =>
      isEvent ? eventMatter(record.event) : { bytes: record.data, event: null, severity: null }
    return matchesRecord(compiled, fields, read) ? [firstRecord + index] : []
  })
}

describe('a view', () => {
  it('shows all records with previews, events and the time before', async () => {
    const capture = new WrittenCapture(folder, 'rows')
    capture.append([
      { peer: 1, event: { event: 'accepted', local, remote } },
      { direction: 'in', peer: 1, data: bytes('hello') },
      { direction: 'out', peer: 1, data: bytes('world'), cause: 'hand' },
      { direction: 'in', peer: 1, data: new Uint8Array() },
    ])
    const opened = await session.call('view.open', { capture: capture.folder, filter: '' })
    expect(opened).toMatchObject({ total: 4, records: 4, scanned: 4, done: true })
    const page = await session.call('view.rows', { view: opened.view, from: 1, count: 10, preview: 3 })
    expect(page.total).toBe(4)
    expect(page.rows).toMatchObject([
      {
        row: 1,
        record: 2,
        previousTime: capture.timeOf(1),
        time: capture.timeOf(2),
        direction: 'in',
        length: 5,
      },
      { row: 2, record: 3, previousTime: capture.timeOf(2), cause: 'hand', direction: 'out' },
      { row: 3, record: 4, length: 0 },
    ])
    expect(page.rows.map(({ data }) => data && Buffer.from(data).toString())).toEqual(['hel', 'wor', ''])
    expect(page.rows[0]!.data!.buffer.byteLength).toBe(3)
    const [first] = (await session.call('view.rows', { view: opened.view, from: 0, count: 1, preview: 3 }))
      .rows
    expect(first).toMatchObject({ row: 0, previousTime: null, kind: 'event', data: null, event: { remote } })
    await session.call('view.close', { view: opened.view })
    await expect(
      session.call('view.rows', { view: opened.view, from: 0, count: 1, preview: 0 }),
    ).rejects.toMatchObject({
      code: 'E_VIEW_UNKNOWN',
    })
    capture.close()
  })

  it('shows exactly what a filter means, and finds rows by record', async () => {
    const capture = new WrittenCapture(folder, 'filtered')
    const records = mixedRecords(4_000, 7)
    capture.append(records)
    const filters = [
      'dir:in',
      'dir:event',
      'peer:3,5-6',
      'len:>100',
      'len:0',
      'kind:error',
      'kind:message -dir:out',
      'login',
      'text:"LOGIN OK"',
      'login or kind:event',
      'login dir:out peer:2',
      '-login',
      'not (login or dir:in)',
      'accepted',
      'éé',
      '"loginLOG"',
      'nothing-like-this',
      'kind:accepted',
      'kind:socket-failed peer:2',
      'cause:rule:echo',
      'cause:none kind:message',
      'time:-500ms',
      'time:-900ms..-800ms -kind:event',
      'hex:6c6f?? dir:in',
      '-hex:??',
      '/^log(in)?$/i',
      '/^$/',
      'not /[a-z]/i',
      '/login/ or kind:closed',
    ]
    for (const filter of filters) {
      const expected = matching(filter, records)
      const { view, total } = await session.openView(capture.folder, filter)
      expect([filter, total]).toEqual([filter, expected.length])
      const from = Math.max(0, expected.length - 900)
      const { rows } = await session.call('view.rows', { view, from, count: 1_000, preview: 16 })
      expect(rows.map(({ record }) => record)).toEqual(expected.slice(from))
      for (const [index, row] of rows.entries()) {
        const sample = records[row.record - 1]!
        if ('event' in sample) expect(row.event).toEqual(sample.event)
        else expect(row.data).toEqual(Uint8Array.from(sample.data.subarray(0, 16)))
        const before = expected[from + index - 1]
        expect(row.previousTime).toBe(before === undefined ? null : capture.timeOf(before))
      }
      for (const record of [1, 500, 3_999, 4_000, 9_000]) {
        const row = expected.findIndex((match) => match >= record)
        expect(await session.call('view.locate', { view, record })).toBe(row < 0 ? null : row)
      }
      await session.call('view.close', { view })
    }
    capture.close()
  })

  it('hides what came before a clear', async () => {
    const capture = new WrittenCapture(folder, 'cleared')
    const records = mixedRecords(500, 3)
    capture.append(records)
    const all = await session.openView(capture.folder, '', 200)
    expect(all).toMatchObject({ total: 300, records: 300 })
    const { rows } = await session.call('view.rows', { view: all.view, from: 0, count: 2, preview: 0 })
    expect(rows.map(({ record, previousTime }) => [record, previousTime])).toEqual([
      [201, null],
      [202, capture.timeOf(201)],
    ])
    expect(await session.call('view.locate', { view: all.view, record: 250 })).toBe(49)
    const some = await session.openView(capture.folder, 'login', 200)
    expect(some.total).toBe(matching('login', records.slice(200), 201).length)
    capture.close()
  })

  it('follows a capture that grows, into the next folder of its series', async () => {
    const first = new WrittenCapture(folder, 'growing')
    const roll = mixedRecords(3_000, 11)
    first.append(roll.slice(0, 1_000))
    const { view, total } = await session.openView(first.folder, 'login')
    expect(total).toBe(matching('login', roll.slice(0, 1_000)).length)
    const plain = await session.openView(first.folder, '')

    first.append(roll.slice(1_000, 2_000))
    service.captureGrew(first.folder, 2_000)
    const grown = await session.viewProgress(view, ({ scanned, done }) => done && scanned === 2_000)
    expect(grown.total).toBe(matching('login', roll.slice(0, 2_000)).length)

    const second = new WrittenCapture(folder, 'growing', 2, 2_001)
    second.append(roll.slice(2_000))
    service.captureGrew(first.folder, 3_000)
    const expected = matching('login', roll)
    const last = await session.viewProgress(view, ({ scanned, done }) => done && scanned === 3_000)
    expect(last.total).toBe(expected.length)
    const tail = await session.call('view.rows', { view, from: last.total - 5, count: 5, preview: 8 })
    expect(tail.rows.map(({ record }) => record)).toEqual(expected.slice(-5))
    await session.viewProgress(plain.view, ({ total: rows }) => rows === 3_000)
    const across = await session.call('view.rows', { view: plain.view, from: 1_990, count: 20, preview: 8 })
    expect(across.rows.map(({ record }) => record)).toEqual(
      Array.from({ length: 20 }, (_, index) => 1_991 + index),
    )
    first.close()
    second.close()
  })

  it('follows a capture that is reached through a link', async () => {
    const capture = new WrittenCapture(folder, 'linked')
    capture.append(mixedRecords(10, 2))
    const link = path.join(folder, 'link')
    symlinkSync(folder, link, 'junction')
    const { view } = await session.openView(path.join(link, path.basename(capture.folder)), '')
    capture.append(mixedRecords(10, 4))
    service.captureGrew(capture.folder, 20)
    expect(await session.viewProgress(view, ({ total }) => total === 20)).toMatchObject({ done: true })
    capture.close()
  })

  it('reads a record in parts', async () => {
    const capture = new WrittenCapture(folder, 'record')
    const data = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251)
    capture.append([
      { direction: 'in', peer: 1, data: bytes('x') },
      { direction: 'in', peer: 1, data },
    ])
    const part = await session.call('record.read', {
      capture: capture.folder,
      record: 2,
      offset: 100_000,
      length: 50,
    })
    expect(part).toMatchObject({
      record: 2,
      offset: 100_000,
      length: 200_000,
      previousTime: capture.timeOf(1),
    })
    expect(part.data).toEqual(data.slice(100_000, 100_050))
    expect(part.data.buffer.byteLength).toBe(50)
    const beyond = await session.call('record.read', { capture: capture.folder, record: 2, offset: 300_000 })
    expect(beyond.data).toHaveLength(0)
    await expect(session.call('record.read', { capture: capture.folder, record: 3 })).rejects.toMatchObject({
      code: 'E_RECORD_UNKNOWN',
      details: { record: 3, last: 2 },
    })
    capture.close()
  })

  it('finds a text across the blocks of one long message, but not across messages', async () => {
    const capture = new WrittenCapture(folder, 'long')
    const long = new Uint8Array(9 * 1024 * 1024).fill(0x61)
    long.set(bytes('NEEDLE'), 8 * 1024 * 1024 - 3)
    capture.append([
      { direction: 'in', peer: 1, data: bytes('nee') },
      { direction: 'in', peer: 1, data: bytes('dle') },
      { direction: 'in', peer: 1, data: long },
    ])
    const { view, total } = await session.openView(capture.folder, 'needle')
    expect(total).toBe(1)
    const { rows } = await session.call('view.rows', { view, from: 0, count: 5, preview: 4 })
    expect(rows[0]!.record).toBe(3)
    capture.close()
  })

  it('refuses a wrong filter and a capture that is not there', async () => {
    const capture = path.join(folder, 'missing.swcap')
    await expect(session.call('view.open', { capture, filter: 'dir:up' })).rejects.toMatchObject({
      code: 'E_FILTER',
      details: { position: 5, length: 2, problem: 'value-unknown' },
    })
    await expect(session.call('view.open', { capture, filter: '' })).rejects.toMatchObject({
      code: 'E_CAPTURE_UNKNOWN',
    })
  })

  it('ends with its session', async () => {
    const capture = new WrittenCapture(folder, 'ending')
    capture.append(mixedRecords(100, 5))
    const other = new HeardSession(service)
    const { view } = await other.openView(capture.folder, 'login')
    await expect(session.call('view.rows', { view, from: 0, count: 1, preview: 0 })).rejects.toMatchObject({
      code: 'E_VIEW_UNKNOWN',
    })
    await other.session.close()
    await expect(other.call('view.rows', { view, from: 0, count: 1, preview: 0 })).rejects.toMatchObject({
      code: 'E_VIEW_UNKNOWN',
    })
    capture.close()
  })
})
