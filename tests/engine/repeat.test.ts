import { once } from 'node:events'
import type { Socket } from 'node:net'
import { beforeEach, describe, expect, it } from 'vitest'
import type { RepeatStatus, RepeatUntil } from '../../src/shared/contract/engine/run-calls'
import { engineUnderTest } from '../support/engine-under-test'

const served = engineUnderTest()

beforeEach(() => served.startServer())

interface Wanted {
  readonly text?: string
  readonly everyMs?: number
  readonly until?: RepeatUntil
  readonly peers?: 'all' | number[]
}

function repeat({ text = 'tick;', everyMs = 1, until = { is: 'stopped' }, peers = 'all' }: Wanted = {}) {
  return served.session.call('repeat.start', {
    endpoint: served.endpoint,
    target: { to: 'peers', peers },
    payload: { form: 'text', text, lineEnding: 'none' },
    everyMs,
    until,
  })
}

async function runs(): Promise<readonly RepeatStatus[]> {
  const { rows } = await served.session.call('runs.list', { from: 0, count: 1_000 })
  return rows.filter((row) => row.kind === 'repeat')
}

async function statusOf(run: number): Promise<RepeatStatus> {
  const found = (await runs()).find((one) => one.run === run)
  if (!found) throw new Error(`run ${run} is not in the list`)
  return found
}

async function ended(run: number): Promise<RepeatStatus> {
  await expect.poll(async () => (await statusOf(run)).end, { timeout: 10_000 }).not.toBeNull()
  return statusOf(run)
}

/** Collects what comes until `enough` says so. */
async function gather(socket: Socket, enough: (text: string) => boolean): Promise<string> {
  let text = ''
  while (!enough(text)) {
    const chunk = socket.read() as Buffer | null
    if (chunk) text += chunk.toString('latin1')
    else await once(socket, 'readable')
  }
  return text
}

describe('a repeat', () => {
  it('sends so many times, counting its sendings, and ends by itself', async () => {
    const socket = await served.client()
    const { run } = await repeat({ text: '{{seq}};', until: { is: 'times', times: 50 } })
    const text = await gather(socket, (got) => got.split(';').length > 50)
    expect(text).toBe(Array.from({ length: 50 }, (_, index) => `${index + 1};`).join(''))
    expect(await ended(run)).toMatchObject({
      end: { by: 'itself' },
      counts: { sent: 50, slow: 0, nobody: 0, failed: 0 },
    })
  })

  it('counts anew in each run, and makes its payload for each peer', async () => {
    const one = await served.client()
    const two = await served.client()
    const until = { is: 'times', times: 2 } as const
    for (const round of [1, 2]) {
      await ended((await repeat({ text: '#{{peer.number}}:{{seq}};', until })).run)
      const text = (peer: number) => `#${peer}:1;#${peer}:2;`.repeat(round)
      if (round < 2) continue
      expect(await gather(one, (got) => got.length >= text(1).length)).toBe(text(1))
      expect(await gather(two, (got) => got.length >= text(2).length)).toBe(text(2))
    }
  })

  it('goes on for a time, and tells rates and what is left', async () => {
    await served.client()
    const started = await repeat({ everyMs: 20, until: { is: 'time', ms: 200 } })
    expect(started).toMatchObject({ wantedRate: 50, payload: 'tick;', end: null })
    expect(started.leftMs).toBeGreaterThan(0)
    const over = await ended(started.run)
    expect(over.end).toEqual({ by: 'itself' })
    expect(over.counts.sent + over.counts.missed).toBe(10)
    expect(over.leftMs).toBeNull()
  })

  it('is told in the capture as what caused its records', async () => {
    await served.client()
    await ended((await repeat({ text: 'beat now', until: { is: 'times', times: 3 } })).run)
    const { recording } = await served.session
      .call('endpoint.stop', { endpoint: served.endpoint })
      .then(() => served.engine.endpoints.get(served.endpoint).status())
    const view = await served.session.call('view.open', {
      capture: recording!.capture,
      filter: 'cause:"repeat:beat now"',
    })
    await expect
      .poll(
        async () =>
          (await served.session.call('view.rows', { view: view.view, from: 0, count: 10, preview: 10 }))
            .total,
      )
      .toBe(3)
  })

  it('ends where a person stops it, alone or with all others', async () => {
    const socket = await served.client()
    socket.resume()
    const [first, second, third] = [await repeat(), await repeat(), await repeat()]
    await served.session.call('runs.stop', { run: first.run })
    expect(await statusOf(first.run)).toMatchObject({ end: { by: 'person' } })
    expect((await statusOf(second.run)).end).toBeNull()
    await served.session.call('runs.stopAll', {})
    const { sent } = (await statusOf(third.run)).counts
    expect((await runs()).map(({ end }) => end?.by)).toEqual(['person', 'person', 'person'])
    await expect(served.session.call('runs.stop', { run: 99 })).rejects.toMatchObject({
      code: 'E_JOB_UNKNOWN',
    })
    await served.session.call('runs.stop', { run: third.run })
    expect((await statusOf(third.run)).counts.sent).toBe(sent)
    await served.session.call('runs.dismiss', { run: second.run })
    expect((await runs()).map(({ run }) => run)).toEqual([third.run, first.run])
    await served.session.call('runs.dismiss', {})
    expect(await runs()).toEqual([])
  })

  it('goes on with those who are left of those that were chosen, and ends with the last', async () => {
    const one = await served.client()
    const two = await served.client()
    two.resume()
    const { run } = await repeat({ peers: [1, 2] })
    await gather(one, (got) => got.length > 0)
    one.destroy()
    const before = (await statusOf(run)).counts.sent
    await expect.poll(async () => (await statusOf(run)).counts.sent).toBeGreaterThan(before + 20)
    expect((await statusOf(run)).end).toBeNull()
    two.destroy()
    expect((await ended(run)).end).toEqual({ by: 'peers' })
  })

  it('waits for somebody where it is for all, and tells so', async () => {
    const { run } = await repeat({ everyMs: 5 })
    await expect.poll(async () => (await statusOf(run)).counts.nobody).toBeGreaterThan(2)
    const socket = await served.client()
    expect(await gather(socket, (got) => got.length >= 10)).toContain('tick;tick;')
  })

  it('ends with its endpoint, and does not come back with it', async () => {
    const socket = await served.client()
    socket.resume()
    const { run } = await repeat()
    await served.session.call('endpoint.stop', { endpoint: served.endpoint })
    expect((await statusOf(run)).end).toEqual({ by: 'endpoint' })
    await expect(repeat()).rejects.toMatchObject({ code: 'E_ENDPOINT_STATE' })
    await served.start()
    expect((await served.session.call('runs.list', { from: 0, count: 0 })).totals).toEqual({
      running: 0,
      ended: 1,
    })
  })

  it('holds back what a slow peer does not read, counts it, and goes on when it reads', async () => {
    const socket = await served.client()
    socket.pause()
    const { run } = await repeat({ text: `{{seq(1, 1, 8)}}${'x'.repeat(65_528)}`, everyMs: 0.5 })
    await expect.poll(async () => (await statusOf(run)).counts.slow, { timeout: 10_000 }).toBeGreaterThan(10)
    const { sent } = (await statusOf(run)).counts
    expect(
      served.engine.endpoints.get(served.endpoint).peers({ from: 0, count: 1, show: 'all', search: '' })
        .rows[0],
    ).toMatchObject({ state: 'open' })
    let bytes = 0
    let expectedSeq = 0
    let wrong = ''
    let rest = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= 65_536) {
        expectedSeq++
        if (Number(rest.toString('latin1', 0, 8)) !== expectedSeq) wrong ||= rest.toString('latin1', 0, 8)
        rest = rest.subarray(65_536)
      }
    })
    socket.resume()
    await expect
      .poll(async () => (await statusOf(run)).counts.sent, { timeout: 10_000 })
      .toBeGreaterThan(sent + 50)
    await served.session.call('runs.stop', { run })
    // No number is missing: what was held back was not counted.
    const all = (await statusOf(run)).counts.sent * 65_536
    await expect.poll(() => bytes, { timeout: 10_000 }).toBe(all)
    expect(wrong).toBe('')
  })

  it('says at once what can never be sent', async () => {
    await expect(repeat({ text: '{{nothing}}' })).rejects.toMatchObject({ code: 'E_VARIABLE_UNKNOWN' })
    await expect(repeat({ text: '' })).rejects.toMatchObject({ code: 'E_PAYLOAD_EMPTY' })
    await expect(repeat({ everyMs: 0 })).rejects.toMatchObject({ code: 'E_ARGUMENT' })
    await served.client()
    const { run } = await repeat({ text: '{{env.SOCKWRIGHT_NOT_THERE}}' })
    expect((await ended(run)).end).toMatchObject({
      by: 'failure',
      failure: { code: 'E_ENVIRONMENT_MISSING' },
    })
  })
})

describe('many repeats', () => {
  it('keep their own numbers a thousand at once, and end with their endpoint', async () => {
    const socket = await served.client()
    const counts = new Map<string, number>()
    let rest = ''
    socket.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString('latin1')).split(';')
      rest = parts.pop() ?? ''
      for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1)
    })
    let told = 0
    served.session.on('runs.changed', () => told++)
    const numbers = Array.from({ length: 1_000 }, (_, index) => index)
    await Promise.all(numbers.map((number) => repeat({ text: `r${number};`, everyMs: 50 })))
    await expect
      .poll(() => Math.min(...numbers.map((number) => counts.get(`r${number}`) ?? 0)), {
        timeout: 20_000,
      })
      .toBeGreaterThan(20)
    const { totals } = await served.session.call('runs.list', { from: 0, count: 0 })
    expect(totals).toEqual({ running: 1_000, ended: 0 })
    await served.session.call('endpoint.stop', { endpoint: served.endpoint })
    const after = await served.session.call('runs.list', { from: 0, count: 1_000 })
    expect(after.totals).toEqual({ running: 0, ended: 200 })
    expect(new Set(after.rows.map(({ end }) => end?.by))).toEqual(new Set(['endpoint']))
    expect(told).toBeLessThan(200)
  })
})
