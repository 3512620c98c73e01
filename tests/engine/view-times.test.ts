import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QueryService } from '../../src/main/engine/query/query-service'
import type { LogPage } from '../../src/shared/contract/engine/view-calls'
import { HeardSession } from '../support/query-session'
import { WrittenCapture, type SampleRecord } from '../support/written-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-times-'))
const data = Buffer.from('x')
let service: QueryService
let session: HeardSession

beforeAll(() => {
  service = new QueryService(path.join(folder, 'exports'))
  session = new HeardSession(service)
})
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true })
})

const messageOf = (peer: number): SampleRecord => ({ direction: 'in', peer, data })

async function page(capture: string, filter: string, from: number, count: number): Promise<LogPage> {
  const { view } = await session.openView(capture, filter)
  return session.call('view.rows', { view, from, count, preview: 0, peerTimes: true })
}

/** The number of the record before of the same peer, where the rows tell it exactly; null where there is none. */
function before({ rows }: LogPage, capture: WrittenCapture): (number | null)[] {
  return rows.map(({ previousOfPeer }) => {
    if (!previousOfPeer) return null
    expect(previousOfPeer.exact).toBe(true)
    return (previousOfPeer.time - capture.timeOf(0)) / 1_000
  })
}

describe('the times of rows', () => {
  it('tell when the record before of the same peer was, shown or not', async () => {
    const capture = new WrittenCapture(folder, 'small')
    capture.append([
      { peer: 0, event: { event: 'looked-up', host: 'one.example', addresses: [] } },
      ...[1, 2, 1, 3, 2, 1, 1].map(messageOf),
    ])
    expect(before(await page(capture.folder, '', 0, 100), capture)).toEqual([
      null,
      null,
      null,
      2,
      null,
      3,
      4,
      7,
    ])
    expect(before(await page(capture.folder, '', 5, 2), capture)).toEqual([3, 4])
    expect(before(await page(capture.folder, 'peer:1', 2, 2), capture)).toEqual([4, 7])
    const plain = await session.openView(capture.folder, '')
    const { rows } = await session.call('view.rows', { view: plain.view, from: 0, count: 1, preview: 0 })
    expect(rows[0]!.previousOfPeer).toBeUndefined()
  })

  it('tell when the capture began, though the first rows are hidden', async () => {
    const capture = new WrittenCapture(folder, 'start')
    capture.append([1, 2, 3].map(messageOf))
    const { view } = await session.openView(capture.folder, '', 2)
    const { startTime } = await session.call('view.rows', { view, from: 0, count: 1, preview: 0 })
    expect(startTime).toBe(capture.timeOf(1))
    const empty = new WrittenCapture(folder, 'empty')
    expect((await page(empty.folder, '', 0, 10)).startTime).toBeNull()
  })

  it('are found far back and over folders, and say so where that is too far', async () => {
    const first = new WrittenCapture(folder, 'far')
    const second = new WrittenCapture(folder, 'far', 2, 400_001)
    const beats = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => messageOf((from + index) % 100_000 === 0 ? 7 : 1))
    first.append([messageOf(9), ...beats(2, 399_999)])
    second.append(beats(400_001, 200_000))
    second.append([messageOf(9)])
    expect(before(await page(first.folder, '', 499_990, 20), second).slice(8, 11)).toEqual([
      499_998, 400_000, 499_999,
    ])
    const [last] = (await page(first.folder, '', 600_000, 1)).rows
    expect(last!.previousOfPeer).toMatchObject({ exact: false })
    expect(last!.previousOfPeer!.time).toBeLessThan(second.timeOf(600_001 - 262_144))
    const scattered = (await page(first.folder, 'peer:7', 0, 10)).rows
    expect(scattered.map(({ record }) => record)).toEqual([1, 2, 3, 4, 5, 6].map((n) => n * 100_000))
    expect(scattered.map(({ previousOfPeer }) => previousOfPeer?.exact)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ])
  })
})
