import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QueryService } from '../../src/main/engine/query/query-service'
import type { StatisticsReport } from '../../src/shared/contract/engine/statistics-calls'
import { CountingSession } from '../support/statistics-session'
import { WrittenCapture, type SampleRecord } from '../support/written-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-statistics-'))
const remote = { address: '127.0.0.1', port: 5_000 }
const local = { address: '127.0.0.1', port: 9_000 }
let service: QueryService
let session: CountingSession

beforeAll(() => {
  service = new QueryService(path.join(folder, 'exports'))
  session = new CountingSession(service)
})
afterAll(async () => {
  session.session.close()
  await service.close()
  rmSync(folder, { recursive: true })
})

/** Record n: an event at every 50th, else a message of (n mod 90) bytes, of one of three peers; every third goes out. */
function sample(record: number): SampleRecord {
  const peer = (record % 3) + 1
  if (record <= 3) return { peer, event: { event: 'accepted', local, remote: { ...remote, port: peer } } }
  if (record % 50 === 0) return { peer, event: { event: 'end-received' } }
  const direction = record % 3 === 0 ? 'out' : 'in'
  return { direction, peer, data: Buffer.alloc(record % 90, record % 7 === 0 ? 'login' : 'x') }
}

function* samples(from: number, count: number): Generator<SampleRecord> {
  for (let record = from; record < from + count; record += 1) yield sample(record)
}

/** What the samples `records` come to, found one by one. */
function counted(records: readonly number[]) {
  const of = (direction: 'in' | 'out') => {
    const found = records.filter((record) => {
      const one = sample(record)
      return !('event' in one) && one.direction === direction
    })
    return {
      messages: found.length,
      bytes: found.reduce((sum, record) => sum + (record % 90), 0),
      gaps: found.slice(1).map((record, index) => (record - found[index]!) * 1_000),
    }
  }
  return { in: of('in'), out: of('out'), events: records.filter((one) => 'event' in sample(one)).length }
}

function expectCounts(report: StatisticsReport, records: readonly number[], exactGaps = true): void {
  const wanted = counted(records)
  expect(report.events).toBe(wanted.events)
  for (const direction of ['in', 'out'] as const) {
    const { messages, bytes, gaps } = wanted[direction]
    const found = report[direction]
    expect(found).toMatchObject({ messages, bytes, sizes: { count: messages } })
    if (exactGaps) expect(found.gaps.count).toBe(gaps.length)
    const { chart } = report
    const lists = direction === 'in' ? [chart.inMessages, chart.inBytes] : [chart.outMessages, chart.outBytes]
    expect(lists.map((list) => list.reduce((sum, one) => sum + one, 0))).toEqual([messages, bytes])
  }
  const ofPeers = report.peers.rows.reduce((sum, row) => sum + row.inBytes + row.outBytes, 0)
  expect(ofPeers).toBe(wanted.in.bytes + wanted.out.bytes)
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

describe('statistics of a capture', () => {
  let capture: WrittenCapture
  const count = 20_000
  beforeAll(() => {
    capture = new WrittenCapture(folder, 'counted')
    capture.append(samples(1, count))
  })

  it('count every record once, with the extremes of sizes and gaps', async () => {
    const report = await session.count({ capture: capture.folder, range: { is: 'all' } })
    expectCounts(report, range(1, count))
    expect(report).toMatchObject({ from: capture.timeOf(1), to: capture.timeOf(count) })
    expect(report.in.sizes).toMatchObject({ least: 1, most: 89 })
    expect(report.out.gaps).toMatchObject({ least: 3_000, most: 6_000, median: expect.any(Number) as number })
    expect(Math.abs(report.out.gaps.median - 3_000)).toBeLessThan(30)
    // Records are a millisecond apart: a whole second of the clock has at most a thousand.
    const fullest = counted(range(1, count)).in.messages / count
    expect(report.in.messageRate.peak / 1_000).toBeCloseTo(fullest, 2)
    expect(report.in.messageRate.mean).toBeCloseTo(report.in.messages / ((count - 1) / 1_000), 6)
    expect(report.in.messageRate.current).toBeNull()
  })

  it('tell the addresses of peers and sort them', async () => {
    const read = (order: 'outBytes' | 'peer') =>
      session.count({ capture: capture.folder, range: { is: 'all' } }, { order })
    const { peers } = await read('outBytes')
    expect(peers).toMatchObject({ total: 3, leftOut: { peers: 0, messages: 0, bytes: 0 } })
    expect(peers.rows[0]).toMatchObject({ peer: 1, inMessages: 0, partial: false })
    expect((await read('peer')).peers.rows.map(({ peer }) => peer)).toEqual([1, 2, 3])
    const statistics = await session.open({ capture: capture.folder, range: { is: 'all' } })
    const page = await session.call('statistics.read', {
      statistics,
      order: 'peer',
      peersFrom: 1,
      peersCount: 1,
    })
    expect(page.peers.rows).toMatchObject([{ peer: 2, address: '127.0.0.1:2' }])
    await session.call('statistics.close', { statistics })
  })

  it('count what matches a filter, of any kind of term', async () => {
    const count1 = await session.count({
      capture: capture.folder,
      filter: 'peer:2 -dir:event',
      range: { is: 'all' },
    })
    const wanted = range(1, count).filter((record) => record % 3 === 1 && !('event' in sample(record)))
    expectCounts(count1, wanted)
    const withText = await session.count({ capture: capture.folder, filter: 'login', range: { is: 'all' } })
    const holding = range(4, count).filter(
      (record) => record % 7 === 0 && record % 90 >= 5 && record % 50 !== 0,
    )
    expectCounts(withText, holding)
    await expect(
      session.call('statistics.open', { capture: capture.folder, filter: 'dir:', range: { is: 'all' } }),
    ).rejects.toMatchObject({ code: 'E_FILTER' })
  })

  it('count a range of time exactly, made wider to whole buckets', async () => {
    const [from, to] = [capture.timeOf(7_003), capture.timeOf(9_111)]
    const report = await session.count({ capture: capture.folder, range: { is: 'between', from, to } })
    expect(report.from).toBeLessThanOrEqual(from)
    expect(report.to).toBeGreaterThanOrEqual(to)
    expect(report.from).toBeGreaterThan(from - report.chart.width)
    const inside = range(1, count).filter((record) => {
      const time = capture.timeOf(record)
      return time >= report.from && time < report.to
    })
    expectCounts(report, inside)
    expect(report).toMatchObject({ first: capture.timeOf(1), newest: capture.timeOf(count) })
  })

  it('turn to another range, and leave out what is cleared', async () => {
    const statistics = await session.open({ capture: capture.folder, after: 15_000, range: { is: 'all' } })
    expectCounts(await session.call('statistics.read', { statistics }), range(15_001, count))
    const since = session.news.length
    const between = { is: 'between', from: 0, to: capture.timeOf(15_500) } as const
    await session.call('statistics.show', { statistics, range: between })
    await session.progress(statistics, ({ done }) => done, since)
    const turned = await session.call('statistics.read', { statistics })
    const inside = range(15_001, count).filter((record) => capture.timeOf(record) < turned.to)
    expect(inside.length).toBeGreaterThanOrEqual(500)
    expectCounts(turned, inside)
    await session.call('statistics.close', { statistics })
    await expect(session.call('statistics.read', { statistics })).rejects.toMatchObject({
      code: 'E_VIEW_UNKNOWN',
    })
  })

  it('end with the session that opened them', async () => {
    const other = new CountingSession(service)
    const statistics = await other.open({ capture: capture.folder, range: { is: 'all' } })
    const reading = other.call('statistics.read', { statistics })
    other.session.close()
    await expect(reading).rejects.toMatchObject({ code: 'E_VIEW_UNKNOWN' })
  })
})

describe('statistics of a capture that grows', () => {
  it('follow it in all ranges, into the next folder of its series', async () => {
    const name = '20260301-101010-Growing-abcd'
    const first = new WrittenCapture(folder, name)
    first.append(samples(1, 1_000))
    const capture = first.folder
    const all = await session.open({ capture, range: { is: 'all' } })
    const last = await session.open({ capture, range: { is: 'last', span: 400_000 } })
    const read = (statistics: string) => session.call('statistics.read', { statistics })
    expectCounts(await read(all), range(1, 1_000))

    const grow = async (to: number) => {
      const since = session.news.length
      service.captureGrew(capture, to)
      for (const statistics of [all, last]) {
        await session.progress(statistics, ({ done, records }) => done && records > 0, since)
      }
    }
    first.append(samples(1_001, 1_500))
    await grow(2_500)
    const second = new WrittenCapture(folder, name, 2, 2_501)
    second.append(samples(2_501, 3_000))
    await grow(5_500)

    expectCounts(await read(all), range(1, 5_500))
    const window = await read(last)
    expect(window.to - window.from).toBeGreaterThanOrEqual(400_000)
    expect(window.to).toBeGreaterThan(second.timeOf(5_500))
    const inside = range(1, 5_500).filter((record) => second.timeOf(record) >= window.from)
    expect(inside.length).toBeLessThan(420)
    expectCounts(window, inside, false)
    expect(window.in.sizes).toMatchObject({ least: 1, most: 89 })
    first.close()
    second.close()
  })

  it('tell the rate of the last second, and of none where time has gone on', async () => {
    const capture = new WrittenCapture(folder, 'still')
    capture.append(samples(1, 500))
    const statistics = await session.open({
      capture: capture.folder,
      range: { is: 'last', span: 60_000_000 },
    })
    const live = await session.call('statistics.read', { statistics, live: true })
    expect(live.in.messageRate.current).toBe(0)
    // Written long ago: the window has moved on, and everything in it is taken back.
    await session.progress(statistics, ({ done }) => done, session.news.length)
    expectCounts(await session.call('statistics.read', { statistics, live: true }), [], false)
    await session.call('statistics.close', { statistics })
    capture.close()
  })

  it('tell of growth at most 30 times a second', async () => {
    const capture = new WrittenCapture(folder, 'quick')
    capture.append(samples(1, 10))
    const statistics = await session.open({ capture: capture.folder, range: { is: 'all' } })
    const began = performance.now()
    const since = session.news.length
    for (let record = 11; record <= 400; record += 1) {
      capture.append([sample(record)])
      service.captureGrew(capture.folder, record)
      if (record % 40 === 0) await session.progress(statistics, ({ done }) => done)
    }
    await session.progress(statistics, ({ scanned, done }) => done && scanned === 400, since)
    const told = session.news.length - since
    expect(told).toBeLessThanOrEqual(Math.ceil(((performance.now() - began) / 1_000) * 30) + 1)
    capture.close()
  })
})

describe('statistics of a million peers', () => {
  it('list those that moved the most bytes and count the rest together', async () => {
    const peers = 1_000_000
    const capture = new WrittenCapture(folder, 'many-peers', 1, 1, 'udp')
    const [plain, heavy] = [Buffer.from('hello'), Buffer.alloc(900)]
    const heard = function* (): Generator<SampleRecord> {
      for (let peer = 1; peer <= peers; peer += 1) {
        yield { direction: 'in', peer, data: peer % 100_000 === 0 ? heavy : plain }
      }
    }
    capture.append(heard())
    const report = await session.count({ capture: capture.folder, range: { is: 'all' } }, { peersCount: 500 })
    expect(report.in.messages).toBe(peers)
    const { rows, total, leftOut } = report.peers
    expect(rows).toHaveLength(500)
    expect(total).toBeLessThanOrEqual(16_384)
    expect(rows.slice(0, 10).map(({ inBytes }) => inBytes)).toEqual(Array.from({ length: 10 }, () => 900))
    expect(leftOut.peers).toBe(peers - total)
    expect(leftOut.messages).toBe(peers - total)
    capture.close()
  })
})
