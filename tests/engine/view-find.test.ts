import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QueryService } from '../../src/main/engine/query/query-service'
import { HeardSession } from '../support/query-session'
import { WrittenCapture, type SampleRecord } from '../support/written-capture'

const folder = mkdtempSync(path.join(tmpdir(), 'sockwright-find-'))
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

/** `count` messages of which those at `needles` (record numbers) say so. */
function messages(count: number, needles: readonly number[]): SampleRecord[] {
  const wanted = new Set(needles)
  return Array.from({ length: count }, (_, index): SampleRecord => {
    const text = wanted.has(index + 1) ? 'a needle' : 'hay'
    return { direction: 'in', peer: 1, data: new TextEncoder().encode(text) }
  })
}

describe('finding matches', () => {
  it('goes from match to match in both directions, on at the other end, with the place of each', async () => {
    const capture = new WrittenCapture(folder, 'steps')
    capture.append(messages(100, [7, 40, 41, 100]))
    const { view } = await session.openView(capture.folder, 'needle')
    const next = (record: number) => session.call('view.find', { view, record, direction: 'next' })
    const previous = (record: number) => session.call('view.find', { view, record, direction: 'previous' })
    expect(await next(0)).toEqual({ record: 7, place: 0, wrapped: false })
    expect(await next(7)).toEqual({ record: 40, place: 1, wrapped: false })
    expect(await next(40)).toEqual({ record: 41, place: 2, wrapped: false })
    expect(await next(100)).toEqual({ record: 7, place: 0, wrapped: true })
    expect(await next(5_000)).toEqual({ record: 7, place: 0, wrapped: true })
    expect(await previous(41)).toEqual({ record: 40, place: 1, wrapped: false })
    expect(await previous(7)).toEqual({ record: 100, place: 3, wrapped: true })
    expect(await previous(0)).toEqual({ record: 100, place: 3, wrapped: true })
    capture.close()
  })

  it('finds the same before all records have been seen', async () => {
    const capture = new WrittenCapture(folder, 'early')
    const needles = [3, 40_000, 65_536, 65_537, 150_000]
    capture.append(messages(200_000, needles))
    for (const direction of ['next', 'previous'] as const) {
      for (const record of [1, 3, 39_999, 65_536, 100_000, 150_000, 199_999]) {
        const after = needles.filter((needle) => needle > record)
        const before = needles.filter((needle) => needle < record)
        const near = direction === 'next' ? after[0] : before.at(-1)
        const far = direction === 'next' ? needles[0] : needles.at(-1)
        // Opened anew each time, so that the call meets a view that has hardly begun.
        const { view } = await session.call('view.open', { capture: capture.folder, filter: 'needle' })
        const found = await session.call('view.find', { view, record, direction })
        expect(found).toMatchObject({ record: near ?? far, wrapped: near === undefined })
        await session.call('view.close', { view })
      }
    }
    capture.close()
  })

  it('tells that there is none, alone with one, and of what has come since', async () => {
    const capture = new WrittenCapture(folder, 'few')
    capture.append(messages(10, [5]))
    const none = await session.call('view.open', { capture: capture.folder, filter: 'nothing' })
    expect(await session.call('view.find', { view: none.view, record: 5, direction: 'next' })).toBeNull()
    expect(await session.call('view.find', { view: none.view, record: 5, direction: 'previous' })).toBeNull()
    const { view } = await session.openView(capture.folder, 'needle')
    const next = (record: number) => session.call('view.find', { view, record, direction: 'next' })
    expect(await next(5)).toEqual({ record: 5, place: 0, wrapped: true })
    capture.append(messages(10, [2]))
    service.captureGrew(capture.folder, 20)
    expect(await next(5)).toMatchObject({ record: 12, wrapped: false })
    capture.close()
  })

  it('ends when its view is closed or something else is looked for', async () => {
    const capture = new WrittenCapture(folder, 'ended')
    capture.append(messages(200_000, [199_999]))
    const open = () => session.call('view.open', { capture: capture.folder, filter: 'needle' })
    const closed = await open()
    const ended = session.call('view.find', { view: closed.view, record: 1, direction: 'next' })
    const refused = expect(ended).rejects.toMatchObject({ code: 'E_VIEW_UNKNOWN' })
    await session.call('view.close', { view: closed.view })
    await refused
    const { view } = await open()
    const first = session.call('view.find', { view, record: 1, direction: 'next' })
    const second = session.call('view.find', { view, record: 2, direction: 'next' })
    expect(await first).toBeNull()
    expect(await second).toMatchObject({ record: 199_999 })
    capture.close()
  })
})
