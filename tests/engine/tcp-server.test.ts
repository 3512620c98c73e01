import { afterEach, describe, expect, it } from 'vitest'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { RawPeer, RawServer } from '../support/raw-peer'
import type { TcpServerOptions } from '../../src/shared/endpoints/endpoint-config'

const open: EndpointUnderTest[] = []

async function server(options: Partial<TcpServerOptions> = {}): Promise<EndpointUnderTest<'tcp-server'>> {
  const made = new EndpointUnderTest('tcp-server', options)
  open.push(made as unknown as EndpointUnderTest)
  await made.endpoint.start()
  return made
}

/** A client of `made` whose `accepted` event has been recorded. */
async function client(made: EndpointUnderTest<'tcp-server'>): Promise<RawPeer> {
  const before = made.recorder.events('accepted').length
  const peer = await RawPeer.connectTo(made.local.port, made.local.address)
  await made.recorder.until(() => made.recorder.events('accepted').length > before)
  return peer
}

const all = { from: 0, count: 100, show: 'all', search: '' } as const
const hello = Buffer.from('hello')

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ endpoint }) => endpoint.stop()))
})

describe('options of the socket', () => {
  it('let every close from here be a reset, a stop too', async () => {
    const made = await server({ resetOnClose: true })
    const [one, two] = [await client(made), await client(made)]
    made.endpoint.endPeers([1], 'close')
    expect((await one.closed).error).toBe('ECONNRESET')
    await made.endpoint.stop()
    expect((await two.closed).error).toBe('ECONNRESET')
    expect(made.recorder.events('closed').map(({ end }) => end)).toEqual([
      { by: 'us', how: 'reset' },
      { by: 'us', how: 'reset' },
    ])
  })

  it('keep a server on :: from IPv4', async () => {
    const six = await server({ address: '::', ipv6Only: true })
    const four = await server({ address: '0.0.0.0', port: six.local.port })
    expect(four.local.port).toBe(six.local.port)
  })
})

describe('listening', () => {
  it('shows the port the system picked, and records from started to stopped', async () => {
    const made = await server()
    expect(made.state).toMatchObject({ is: 'listening', local: { address: '127.0.0.1' } })
    expect(made.local.port).toBeGreaterThan(0)
    await made.endpoint.stop()
    expect(made.state).toEqual({ is: 'stopped' })
    expect(made.recorder.eventNames(0)).toEqual(['started', 'listening', 'stopped'])
    expect(made.recorder.closed).toBe(true)
  })

  it('listens on ::1 and, bound to ::, takes IPv4 clients too', async () => {
    const six = await server({ address: '::1' })
    await client(six)
    const both = await server({ address: '::' })
    await RawPeer.connectTo(both.local.port, '127.0.0.1')
    await both.recorder.seen('accepted')
    expect(both.recorder.events('accepted')[0]?.remote.address).toBe('::ffff:127.0.0.1')
  })

  it('names the owner of a port in use, fails, and can be started again', async () => {
    const other = await RawServer.listen()
    const made = new EndpointUnderTest('tcp-server', { port: other.port })
    const refusal = await made.endpoint.start().catch((error: unknown) => error)
    expect(refusal).toMatchObject({
      code: 'EADDRINUSE',
      details: { port: other.port, address: '127.0.0.1' },
    })
    if (process.platform === 'linux') {
      expect(refusal).toMatchObject({ details: { owner: { pid: process.pid } } })
      expect((refusal as Error).message).toContain(`(Sockwright, pid ${process.pid})`)
    }
    expect(made.state).toMatchObject({ is: 'failed', failure: { code: 'EADDRINUSE' } })
    expect(made.recorder.eventNames(0)).toEqual(['started', 'start-failed', 'stopped'])
    other.close()
    await made.endpoint.start()
    expect(made.state.is).toBe('listening')
    await made.endpoint.stop()
  })

  it('refuses what is no address, and an address of another machine', async () => {
    await expect(
      new EndpointUnderTest('tcp-server', { address: 'nonsense' }).endpoint.start(),
    ).rejects.toMatchObject({
      code: 'E_ADDRESS_INVALID',
      details: { address: 'nonsense' },
    })
    await expect(
      new EndpointUnderTest('tcp-server', { address: '192.0.2.77' }).endpoint.start(),
    ).rejects.toMatchObject({
      code: 'EADDRNOTAVAIL',
      details: { address: '192.0.2.77' },
    })
  })

  it('reports a wrong escape of the greeting at the start', async () => {
    const made = new EndpointUnderTest('tcp-server', { greet: 'a\\q' })
    await expect(made.endpoint.start()).rejects.toMatchObject({
      code: 'E_ESCAPE',
      details: { option: 'greet' },
    })
    expect(made.state.is).toBe('failed')
  })

  it('can be started and stopped at any moment, in any order', async () => {
    const made = new EndpointUnderTest('tcp-server')
    const { endpoint } = made
    const first = endpoint.start()
    const stop = endpoint.stop()
    await expect(first).rejects.toMatchObject({ code: 'E_ENDPOINT_STATE' })
    await stop
    expect(made.state.is).toBe('stopped')
    const cancelled = endpoint.start()
    void endpoint.stop()
    const again = endpoint.start()
    await cancelled.catch(() => undefined)
    await again
    expect(made.state.is).toBe('listening')
    await Promise.all([endpoint.stop(), endpoint.stop()])
    expect(made.state.is).toBe('stopped')
    for (const recorder of made.recorders) expect(recorder.closed).toBe(true)
    for (const recorder of made.recorders) expect(recorder.eventNames(0).at(-1)).toBe('stopped')
  })
})

describe('clients', () => {
  it('numbers clients and never gives a number twice', async () => {
    const made = await server()
    const first = await client(made)
    await client(made)
    first.socket.destroy()
    await made.recorder.seen('closed', 1)
    await client(made)
    const rows = made.endpoint.peers(all).rows
    expect(rows.map(({ peer, state }) => [peer, state])).toEqual([
      [1, 'closed'],
      [2, 'open'],
      [3, 'open'],
    ])
    expect(made.endpoint.status().peers).toEqual({ connected: 2, closed: 1 })
  })

  it('records what comes, counts it per client, and pages and searches the list', async () => {
    const made = await server()
    const peer = await client(made)
    await client(made)
    peer.socket.write('hello')
    await made.recorder.until(() => made.recorder.bytes(1, 'in').length === 5)
    expect(made.recorder.bytes(1, 'in').toString()).toBe('hello')
    const found = made.endpoint.peers({ ...all, search: `127.0.0.1:${peer.port}` })
    expect(found.rows).toMatchObject([{ peer: 1, receivedBytes: 5, sentBytes: 0, state: 'open' }])
    expect(made.endpoint.peers({ ...all, search: '#2' }).rows).toMatchObject([{ peer: 2 }])
    expect(made.endpoint.peers({ ...all, from: 1, count: 1 })).toMatchObject({
      total: 2,
      rows: [{ peer: 2 }],
    })
    expect(made.endpoint.peers({ ...all, show: 'closed' }).total).toBe(0)
    expect(made.endpoint.status().counters).toMatchObject({ receivedBytes: 5, receivedMessages: 1 })
  })

  it('sends to one, to several and to all', async () => {
    const made = await server()
    const peers = [await client(made), await client(made), await client(made)]
    const one = await made.endpoint.send({ to: 'peers', peers: [2] }, hello)
    expect(one).toEqual([{ peer: 2, ok: true, bytes: 5 }])
    await made.endpoint.send({ to: 'peers', peers: [1, 3] }, hello)
    await made.endpoint.send({ to: 'peers', peers: 'all' }, Buffer.from('!'))
    const got = await Promise.all(peers.map((peer) => peer.has(6)))
    expect(got.map(String)).toEqual(['hello!', 'hello!', 'hello!'])
    expect(made.recorder.records.filter(({ cause }) => cause === 'hand')).toHaveLength(6)
    expect(made.endpoint.status().counters).toMatchObject({ sentBytes: 18, sentMessages: 6 })
    const mixed = await made.endpoint.send({ to: 'peers', peers: [1, 9] }, hello)
    expect(mixed).toMatchObject([{ ok: true }, { peer: 9, ok: false, failure: { code: 'E_PEER_UNKNOWN' } }])
  })

  it('says so where there is nobody to send to, and where it does not run', async () => {
    const made = await server()
    await expect(made.endpoint.send({ to: 'peers', peers: 'all' }, hello)).rejects.toMatchObject({
      code: 'E_NO_PEER',
    })
    await made.endpoint.stop()
    await expect(made.endpoint.send({ to: 'peers', peers: 'all' }, hello)).rejects.toMatchObject({
      code: 'E_ENDPOINT_STATE',
    })
  })

  it('closes clients beyond the limit at once, and takes new ones when there is room', async () => {
    const made = await server({ maxClients: 1 })
    const first = await client(made)
    const refused = await RawPeer.connectTo(made.local.port)
    await made.recorder.seen('client-refused')
    refused.socket.end()
    await refused.closed
    expect(made.recorder.events('client-refused')).toEqual([
      {
        event: 'client-refused',
        limit: 1,
        remote: { address: '127.0.0.1', port: expect.any(Number) as number },
      },
    ])
    expect(made.endpoint.status().peers).toEqual({ connected: 1, closed: 0 })
    first.socket.destroy()
    await made.recorder.seen('closed', 1)
    await client(made)
    expect(made.endpoint.peers(all).rows.map(({ peer }) => peer)).toEqual([1, 2])
  })

  it('takes changes of live options and tells which wait for a restart', async () => {
    const made = await server()
    const peer = await client(made)
    expect(made.set({ echo: true, keepAlive: true, noDelay: false })).toBe(false)
    peer.socket.write('ping')
    expect(String(await peer.has(4))).toBe('ping')
    expect(made.set({ backlog: 5 })).toBe(true)
    expect(() => made.set({ reply: '\\x' })).toThrow(expect.objectContaining({ code: 'E_ESCAPE' }) as Error)
  })
})

describe('options changed while the recording of a start opens', () => {
  it('are those of the run: none waits for a restart', async () => {
    let release: () => void = () => undefined
    const opened = new Promise<void>((resolve) => (release = resolve))
    const made = new EndpointUnderTest(
      'tcp-server',
      { echo: false, backlog: 7 },
      undefined,
      undefined,
      () => opened,
    )
    open.push(made as unknown as EndpointUnderTest)
    const starting = made.endpoint.start()
    expect(made.set({ echo: true, backlog: 9 })).toBe(false)
    release()
    await starting
    expect(made.set({ keepAlive: true })).toBe(false)
    const peer = await client(made)
    peer.socket.write('ping')
    expect(String(await peer.has(4))).toBe('ping')
  })
})

describe('rules', () => {
  it('greets, echoes and replies, each with its cause', async () => {
    const made = await server({ greet: 'hi\\r\\n', echo: true, reply: 'ok\\n' })
    const peer = await client(made)
    await peer.has(4)
    peer.socket.write('ping')
    expect(String(await peer.has(11))).toBe('hi\r\npingok\n')
    const out = made.recorder.records.filter(({ direction }) => direction === 'out')
    expect(out.map(({ cause }) => cause)).toEqual(['greeting', 'echo', 'reply'])
  })

  it('sends the echo of everything before it answers a half-close', async () => {
    const made = await server({ echo: true })
    const peer = await client(made)
    peer.socket.end(Buffer.alloc(3_000_000, 'x'))
    expect(await peer.closed).toEqual({ error: null, sawFin: true })
    expect(peer.received.length).toBe(3_000_000)
    await made.recorder.seen('closed', 1)
    expect(made.recorder.eventNames(1)).toEqual(['accepted', 'end-received', 'end-sent', 'closed'])
    expect(made.recorder.events('closed')[0]).toMatchObject({
      end: { by: 'peer', how: 'close' },
      receivedBytes: 3_000_000,
      sentBytes: 3_000_000,
    })
  })
})

describe('slow readers', () => {
  it('stops reading while eight megabytes of echo wait, and loses nothing', async () => {
    const made = await server({ echo: true })
    const peer = await client(made)
    peer.socket.pause()
    const total = 64 * 1024 * 1024
    peer.socket.write(Buffer.alloc(total, 'e'))
    const queued = () => made.endpoint.peers(all).rows[0]?.queuedBytes ?? 0
    await expect.poll(queued, { timeout: 20_000 }).toBeGreaterThanOrEqual(8 * 1024 * 1024)
    const refused = await made.endpoint.send({ to: 'peers', peers: [1] }, hello)
    expect(refused).toMatchObject([{ ok: false, failure: { code: 'E_PEER_SLOW', details: { peer: 1 } } }])
    expect(queued()).toBeLessThan(9 * 1024 * 1024)
    peer.socket.resume()
    let got = 0
    peer.socket.removeAllListeners('data')
    await new Promise<void>((resolve) => {
      peer.socket.on('data', (chunk: Buffer) => ((got += chunk.length) >= total ? resolve() : undefined))
    })
    expect(got).toBe(total)
  })

  it('stops reading while the capture is behind', async () => {
    const made = await server()
    const peer = await client(made)
    made.recorder.congested = true
    peer.socket.write(Buffer.alloc(32 * 1024 * 1024))
    await made.recorder.until(() => made.recorder.bytes(1, 'in').length > 0)
    const taken = made.endpoint.status().counters.receivedBytes
    expect(taken).toBeLessThan(1024 * 1024)
    made.recorder.congested = false
    await made.recorder.until(() => made.recorder.counters.taken === 32 * 1024 * 1024)
  })

  it('names the record and the bytes that never left when a slow peer resets', async () => {
    const made = await server()
    const peer = await client(made)
    peer.socket.pause()
    await made.endpoint.send({ to: 'peers', peers: [1] }, hello)
    await made.endpoint.send({ to: 'peers', peers: [1] }, Buffer.alloc(30_000_000))
    peer.socket.resetAndDestroy()
    await made.recorder.seen('closed', 1)
    const failed = made.recorder.events('send-failed')
    const big = made.recorder.records.find(({ bytes }) => bytes?.length === 30_000_000)
    expect(failed).toMatchObject([{ record: big?.record, failure: { code: 'EPIPE' } }])
    const unsent = failed[0]?.unsent ?? 0
    expect(unsent).toBeGreaterThan(10_000_000)
    expect(unsent).toBeLessThan(30_000_000)
    expect(made.recorder.events('closed')).toMatchObject([
      { end: { by: 'peer', how: 'reset' }, sentBytes: 30_000_005 - unsent },
    ])
    expect(made.recorder.eventNames(1).at(-1)).toBe('closed')
  })

  it('stops within its grace though a peer reads nothing, and says what did not leave', async () => {
    const made = await server()
    const peer = await client(made)
    peer.socket.pause()
    await made.endpoint.send({ to: 'peers', peers: [1] }, Buffer.alloc(30_000_000))
    await made.endpoint.stop()
    expect(made.recorder.events('send-failed')).toMatchObject([{ failure: { code: 'ECONNABORTED' } }])
    expect(made.recorder.eventNames(1).at(-1)).toBe('closed')
    peer.socket.destroy()
  })
})
