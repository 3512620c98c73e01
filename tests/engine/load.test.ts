import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import * as v from 'valibot'
import { afterEach, describe, expect, it } from 'vitest'
import { LoadDesk } from '../../src/main/engine/load/load-desk'
import { isOurs } from '../../src/main/engine/load/target-reach'
import { LoadPlanSchema, type LoadPlan } from '../../src/shared/load/load-plan'
import { formatLoadReport } from '../../src/shared/load/load-report'
import type { LoadStatus } from '../../src/shared/load/load-status'
import { EndpointUnderTest } from '../support/endpoint-under-test'

const open: { stop(): unknown }[] = []

class DeskUnderTest {
  readonly desk: LoadDesk
  #waiters: (() => boolean)[] = []

  constructor(files?: number, lookUp?: (host: string) => Promise<readonly string[]>) {
    this.desk = new LoadDesk(
      {
        variables: () => ({ greeting: 'hello' }),
        mayReadEnvironment: () => false,
        changed: () => (this.#waiters = this.#waiters.filter((waiter) => !waiter())),
      },
      lookUp,
      files,
    )
    open.push({ stop: () => this.desk.stop() })
  }

  until(fits: (status: LoadStatus) => boolean): Promise<LoadStatus> {
    return new Promise((resolve) => {
      const look = () => {
        const status = this.desk.status(0)
        if (fits(status)) resolve(status)
        return fits(status)
      }
      if (!look()) this.#waiters.push(look)
    })
  }

  ended(): Promise<LoadStatus> {
    return this.until(({ end }) => end !== null)
  }
}

function plan(port: number, given: Partial<v.InferInput<typeof LoadPlanSchema>> = {}): LoadPlan {
  return v.parse(LoadPlanSchema, {
    target: { transport: 'tcp', host: '127.0.0.1', port },
    clients: 3,
    payload: { form: 'text', text: 'ping {{seq}}', lineEnding: 'lf' },
    framing: 'line',
    forMs: 60_000,
    ...given,
  })
}

async function echo<K extends 'tcp-server' | 'udp'>(kind: K): Promise<EndpointUnderTest<K>> {
  const made = new EndpointUnderTest<'tcp-server' | 'udp'>(kind, {
    echo: true,
    ...(kind === 'tcp-server' ? { framing: 'line' } : {}),
  })
  await made.endpoint.start()
  open.push({ stop: () => made.endpoint.stop() })
  return made as unknown as EndpointUnderTest<K>
}

/** A server that does what `accept` says with each connection. */
async function server(accept: (socket: Socket) => void): Promise<{ port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>()
  const made: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    accept(socket)
  })
  made.listen(0, '127.0.0.1')
  await once(made, 'listening')
  open.push({
    stop: () => {
      sockets.forEach((socket) => socket.destroy())
      made.close()
    },
  })
  return { port: (made.address() as AddressInfo).port, sockets }
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()))
})

describe('load', () => {
  it('sends from all clients, measures replies, and closes every socket', async () => {
    const target = await echo('tcp-server')
    const made = new DeskUnderTest()
    const expectation = { by: 'starts', text: 'ping' } as const
    await made.desk.start(plan(target.local.port, { expect: expectation, messages: 3_000 }))
    const { totals, end, seconds } = await made.ended()
    expect(end).toEqual({ by: 'itself' })
    expect(totals).toMatchObject({ sent: 3_000, replies: 3_000, connections: 3, connected: 0, errors: [] })
    expect(totals.latencies).toMatchObject({ count: 3_000 })
    const { p50, p90, p99, p999, max } = totals.latencies!
    expect([p50, p90, p99, p999, max]).toEqual([p50, p90, p99, p999, max].sort((a, b) => a - b))
    expect(seconds.reduce((sum, { sent }) => sum + sent, 0)).toBe(3_000)
    await target.recorder.until(() => target.recorder.events('closed').length === 3)
    expect(target.recorder.bytes(1, 'in').toString()).toMatch(/^ping \d+\n/)
  })

  it('works over UDP, with variables of the workspace', async () => {
    const target = await echo('udp')
    const made = new DeskUnderTest()
    await made.desk.start(
      plan(target.local.port, {
        target: { transport: 'udp', host: '127.0.0.1', port: target.local.port },
        payload: { form: 'text', text: '{{greeting}} {{peer.number}}', lineEnding: 'none' },
        expect: { by: 'contains', text: 'hello' },
        messages: 300,
      }),
    )
    const { totals } = await made.ended()
    expect(totals).toMatchObject({ sent: 300, replies: 300, connections: 3 })
  })

  it('keeps a rate while clients begin one after the other, and counts delay from when a message was due', async () => {
    // Holds every reply back for a while: the wait of those behind it must not be left out.
    const { port } = await server((socket) => {
      let isHeld = true
      setTimeout(() => {
        isHeld = false
        socket.resume()
      }, 400)
      socket.on('data', (chunk) => {
        if (isHeld) socket.pause()
        socket.write(chunk)
      })
      socket.pause()
    })
    const made = new DeskUnderTest()
    await made.desk.start(
      plan(port, { clients: 2, rate: 200, expect: { by: 'any' }, messages: 150, rampUpMs: 100 }),
    )
    const { totals } = await made.ended()
    expect(totals.replies).toBe(150)
    expect(totals.latencies!.max).toBeGreaterThan(200_000)
  })

  it('names refusals by their code and ends when no client can connect', async () => {
    const { port } = await server(() => undefined)
    await open.splice(0)[0]!.stop()
    const made = new DeskUnderTest()
    await made.desk.start(plan(port))
    const { totals, end } = await made.ended()
    expect(end).toMatchObject({ by: 'target', failure: { code: 'ECONNREFUSED' } })
    expect(totals.errors).toMatchObject([{ code: 'ECONNREFUSED', count: 15 }])
  })

  it('counts replies that do not come, are wrong, and connections that are closed', async () => {
    const silent = await server((socket) => socket.resume())
    const late = new DeskUnderTest()
    await late.desk.start(plan(silent.port, { expect: { by: 'any' }, replyMs: 30, messages: 6 }))
    expect((await late.ended()).totals.errors).toMatchObject([{ code: 'E_LOAD_TIMEOUT', count: 6 }])

    const wrong = await server((socket) => void socket.on('data', () => socket.write('no\n')))
    const refused = new DeskUnderTest()
    await refused.desk.start(plan(wrong.port, { expect: { by: 'exact', text: 'yes' }, messages: 6 }))
    expect((await refused.ended()).totals.errors).toMatchObject([{ code: 'E_LOAD_REPLY', count: 6 }])

    const closing = await server((socket) => void socket.on('data', () => socket.end()))
    const closed = new DeskUnderTest()
    await closed.desk.start(plan(closing.port, { expect: { by: 'any' }, messages: 4, clients: 1 }))
    const { totals } = await closed.ended()
    expect(totals).toMatchObject({ sent: 4, connections: 4, errors: [{ code: 'E_LOAD_CLOSED', count: 4 }] })
  })

  it('is stopped at any moment, with every socket closed', async () => {
    const { port, sockets } = await server((socket) => void socket.pipe(socket))
    const made = new DeskUnderTest()
    await made.desk.start(plan(port, { clients: 50 }))
    await made.until(({ totals }) => totals.connected === 50)
    await made.desk.stop()
    expect(made.desk.status(0)).toMatchObject({ end: { by: 'person' }, totals: { connected: 0 } })
    await expect.poll(() => sockets.size).toBe(0)
    await made.desk.start(plan(port, { messages: 1 }))
    expect((await made.ended()).load).toBe(2)
  })

  it('refuses a second one, too many clients, a wrong payload and a wrong match', async () => {
    const target = await echo('tcp-server')
    const { port } = target.local
    const made = new DeskUnderTest(200)
    const refusal = (given: Parameters<typeof plan>[1]) =>
      made.desk.start(plan(port, given)).then(
        () => 'started',
        (failure: { code: string }) => failure.code,
      )
    expect(await refusal({ clients: 73 })).toBe('E_LOAD_FILES')
    expect(await refusal({ payload: { form: 'text', text: '', lineEnding: 'none' } })).toBe('E_PAYLOAD_EMPTY')
    expect(await refusal({ payload: { form: 'text', text: '{{nothing}}', lineEnding: 'none' } })).toBe(
      'E_VARIABLE_UNKNOWN',
    )
    expect(await refusal({ expect: { by: 'regex', pattern: '(' } })).toBe('E_MATCH')
    expect(await refusal({})).toBe('started')
    expect(await refusal({})).toBe('E_LOAD_BUSY')
  })

  it('asks before it goes to others, by the address that a name stands for', async () => {
    const made = new DeskUnderTest(undefined, () => Promise.resolve(['203.0.113.9']))
    const target = { transport: 'tcp', host: 'harmless.example', port: 80 } as const
    await expect(made.desk.start(plan(80, { target }))).rejects.toMatchObject({
      code: 'E_LOAD_PUBLIC',
      details: { host: 'harmless.example', address: '203.0.113.9' },
    })
    const bare = { ...target, host: '203.0.113.9' } as const
    await expect(made.desk.start(plan(80, { target: bare }))).rejects.toThrow(/^203\.0\.113\.9 is neither/)
  })

  it.each([
    ['127.8.8.8', true],
    ['::1', true],
    ['0.0.0.0', true],
    ['10.1.2.3', true],
    ['172.31.0.1', true],
    ['172.32.0.1', false],
    ['192.168.7.7', true],
    ['169.254.1.1', true],
    ['100.64.0.1', false],
    ['fe80::1%eth0', true],
    ['fd00::1', true],
    ['2001:db8::1', false],
    ['::ffff:10.0.0.1', true],
    ['::ffff:8.8.8.8', false],
    ['8.8.8.8', false],
    ['255.255.255.255', false],
    ['ff02::1', false],
  ])('%s is ours: %s', (address, is) => {
    expect(isOurs(address)).toBe(is)
  })

  it('is reported as JSON and as one page that loads nothing', async () => {
    const target = await echo('tcp-server')
    const made = new DeskUnderTest()
    await made.desk.start(plan(target.local.port, { expect: { by: 'any' }, messages: 30 }))
    const status = await made.ended()
    expect(JSON.parse(formatLoadReport(status, 'json'))).toMatchObject({
      format: 'sockwright-load',
      totals: { sent: 30 },
    })
    const page = formatLoadReport(status, 'html', 'zh-CN')
    expect(page).toContain('<polyline')
    expect(page).toContain('已发消息')
    expect(page).not.toMatch(/<script|https?:|url\(/)
  })
})
