import { afterEach, describe, expect, it } from 'vitest'
import type { LookUp } from '../../src/main/engine/network/look-up'
import type { TcpClientOptions } from '../../src/shared/endpoints/endpoint-config'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { RawServer } from '../support/raw-peer'

const clients: EndpointUnderTest<'tcp-client'>[] = []
const servers: RawServer[] = []

function client(options: Partial<TcpClientOptions>, lookUp?: LookUp): EndpointUnderTest<'tcp-client'> {
  const made = new EndpointUnderTest('tcp-client', options, lookUp)
  clients.push(made)
  return made
}

async function listen(host?: string, port?: number): Promise<RawServer> {
  const made = await RawServer.listen(host, port)
  servers.push(made)
  return made
}

/** A port where nobody listens. */
async function deadPort(): Promise<number> {
  const server = await RawServer.listen()
  const { port } = server
  server.close()
  return port
}

const names =
  (addresses: readonly string[]): LookUp =>
  () =>
    Promise.resolve(addresses)
const broken =
  (code: string): LookUp =>
  (host) =>
    Promise.reject(Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code }))
const hello = Buffer.from('hello')

afterEach(async () => {
  await Promise.all(clients.splice(0).map(({ endpoint }) => endpoint.stop()))
  for (const server of servers.splice(0)) server.close()
})

describe('connecting', () => {
  it('connects, sends and receives, and tells both addresses', async () => {
    const server = await listen()
    const made = client({ port: server.port })
    const accepted = server.next()
    await made.endpoint.start()
    const peer = await accepted
    expect(made.state).toEqual({
      is: 'connected',
      local: { address: '127.0.0.1', port: peer.socket.remotePort },
      remote: { address: '127.0.0.1', port: server.port },
    })
    expect(await made.endpoint.send({ to: 'remote' }, hello)).toEqual([{ peer: 1, ok: true, bytes: 5 }])
    expect(String(await peer.has(5))).toBe('hello')
    peer.socket.write('answer')
    await made.recorder.until(() => made.recorder.bytes(1, 'in').length === 6)
    expect(made.recorder.eventNames(0)).toEqual(['started', 'connecting'])
    expect(made.recorder.eventNames(1)).toEqual(['connected'])
  })

  it('connects over IPv6', async () => {
    const server = await listen('::1')
    const made = client({ host: '::1', port: server.port })
    await made.endpoint.start()
    expect(made.state).toMatchObject({ is: 'connected', remote: { address: '::1' } })
  })

  it('looks a name up itself and makes one visible attempt for each address', async () => {
    const server = await listen('127.0.0.1')
    const made = client({ host: 'two.test', port: server.port }, names(['::1', '127.0.0.1']))
    await made.endpoint.start()
    expect(made.recorder.eventNames(0)).toEqual([
      'started',
      'looked-up',
      'connecting',
      'connect-failed',
      'connecting',
    ])
    expect(made.recorder.events('looked-up')[0]).toMatchObject({
      host: 'two.test',
      addresses: ['::1', '127.0.0.1'],
    })
    expect(
      made.recorder.events('connecting').map(({ remote, attempt }) => [remote.address, attempt]),
    ).toEqual([
      ['::1', 1],
      ['127.0.0.1', 2],
    ])
    expect(made.recorder.events('connect-failed')[0]?.failure.code).toBe('ECONNREFUSED')
  })

  it('asks the resolver of the system', async () => {
    const server = await listen()
    const made = client({ host: 'localhost', port: server.port })
    await made.endpoint.start()
    expect(made.recorder.events('looked-up')[0]?.addresses).toContain('127.0.0.1')
  })

  it('says that the server refused, and can be started again', async () => {
    const port = await deadPort()
    const made = client({ port })
    await expect(made.endpoint.start()).rejects.toMatchObject({
      code: 'ECONNREFUSED',
      details: { address: '127.0.0.1', port },
    })
    expect(made.state).toMatchObject({ is: 'failed', failure: { code: 'ECONNREFUSED' } })
    expect(made.recorder.eventNames(0)).toEqual(['started', 'connecting', 'connect-failed', 'stopped'])
    expect(made.recorder.closed).toBe(true)
    await listen('127.0.0.1', port)
    await made.endpoint.start()
    expect(made.state.is).toBe('connected')
  })

  it.each([
    ['ENOTFOUND', 'ENOTFOUND'],
    ['EAI_AGAIN', 'EAI_AGAIN'],
    ['EAI_NODATA', 'ENOTFOUND'],
  ])('says that the look-up failed with %s', async (system, code) => {
    const made = client({ host: 'nowhere.test' }, broken(system))
    await expect(made.endpoint.start()).rejects.toMatchObject({ code, details: { host: 'nowhere.test' } })
    expect(made.recorder.events('connect-failed')[0]).toMatchObject({ remote: null, failure: { code } })
  })

  it('gives up on an address that does not answer in time', async ({ skip }) => {
    // Linux drops what a full backlog cannot take, so a listener that never accepts answers no further client.
    const { listenWithFullBacklog } = await import('../support/full-backlog')
    const full = await listenWithFullBacklog()
    if (!full) return skip('this system has no way to make a listener that does not answer')
    const made = client({ port: full.port, connectTimeout: 200 })
    await expect(made.endpoint.start()).rejects.toMatchObject({
      code: 'ETIMEDOUT',
      details: { address: '127.0.0.1', port: full.port },
    })
    full.close()
  })

  it('connects from the local address and port it was told', async () => {
    const server = await listen()
    const localPort = await deadPort()
    const made = client({ port: server.port, localAddress: '127.0.0.1', localPort })
    await made.endpoint.start()
    expect(made.local).toEqual({ address: '127.0.0.1', port: localPort })
  })

  it('names the local side where that is what the system refuses', async () => {
    const server = await listen()
    const foreign = client({ port: server.port, localAddress: '192.0.2.77' })
    await expect(foreign.endpoint.start()).rejects.toMatchObject({
      code: 'EADDRNOTAVAIL',
      details: { address: '192.0.2.77' },
    })
    const taken = client({ port: server.port, localAddress: '127.0.0.1', localPort: server.port })
    await expect(taken.endpoint.start()).rejects.toMatchObject({
      code: 'EADDRINUSE',
      details: { port: server.port },
    })
    const family = client({ host: '::1', port: server.port, localAddress: '127.0.0.1' })
    await expect(family.endpoint.start()).rejects.toMatchObject({ code: 'E_ADDRESS_FAMILY' })
  })

  it('can be stopped during the look-up and during the connect', async () => {
    let lookedUp = false
    const made = client({ host: 'slow.test' }, () => {
      lookedUp = true
      return new Promise(() => undefined)
    })
    const start = made.endpoint.start()
    await made.until('connecting')
    expect(lookedUp).toBe(true)
    await made.endpoint.stop()
    await expect(start).rejects.toMatchObject({ code: 'E_ENDPOINT_STATE' })
    expect(made.state).toEqual({ is: 'stopped' })
    expect(made.recorder.eventNames(0)).toEqual(['started', 'stopped'])
  })
})

describe('the end of a connection', () => {
  it('stops by itself when the server closes', async () => {
    const server = await listen()
    const made = client({ port: server.port })
    const accepted = server.next()
    await made.endpoint.start()
    ;(await accepted).socket.end()
    await made.until('stopped')
    expect(made.recorder.eventNames(1)).toEqual(['connected', 'end-received', 'end-sent', 'closed'])
    expect(made.recorder.eventNames(0).at(-1)).toBe('stopped')
    expect(made.recorder.closed).toBe(true)
  })

  it('fails by itself when the server resets', async () => {
    const server = await listen()
    const made = client({ port: server.port })
    const accepted = server.next()
    await made.endpoint.start()
    ;(await accepted).socket.resetAndDestroy()
    expect(await made.until('failed')).toMatchObject({ failure: { code: 'ECONNRESET' } })
    expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'peer', how: 'reset' })
  })
})

describe('reconnecting', () => {
  it('waits longer each time, shows until when, and connects at once when asked', async () => {
    const port = await deadPort()
    const made = client({ port, reconnect: true, reconnectDelay: 100, reconnectMaxDelay: 300_000 })
    await made.endpoint.start()
    const waiting = await made.until('waiting')
    expect(waiting).toMatchObject({ attempt: 2, after: { code: 'ECONNREFUSED' } })
    expect(waiting.until).toBeGreaterThan(Date.now() - 10_000)
    await made.recorder.until(() => made.recorder.events('reconnect-scheduled').length === 3)
    expect(made.recorder.events('reconnect-scheduled').map(({ inMs }) => inMs)).toEqual([100, 200, 400])
    const server = await listen('127.0.0.1', port)
    await made.until('waiting')
    made.endpoint.reconnect()
    await made.until('connected')
    expect(server.peers.length).toBeGreaterThan(0)
  })

  it('gives every new connection the next number, and starts over with the first wait', async () => {
    const server = await listen()
    const made = client({
      port: server.port,
      reconnect: true,
      reconnectDelay: 600_000,
      reconnectMaxDelay: 600_000,
    })
    await made.endpoint.start()
    for (const round of [1, 2, 3]) {
      await made.recorder.seen('connected', round)
      server.peers.at(-1)!.socket.end()
      await made.recorder.seen('closed', round)
      expect(await made.until('waiting')).toMatchObject({ attempt: 1, after: null })
      made.endpoint.reconnect()
    }
    await made.recorder.seen('connected', 4)
    await made.endpoint.stop()
    expect(made.state.is).toBe('stopped')
  })

  it('does not outlive a stop during the wait', async () => {
    const made = client({ port: await deadPort(), reconnect: true, reconnectDelay: 600_000 })
    await made.endpoint.start()
    await made.until('waiting')
    await expect(made.endpoint.send({ to: 'remote' }, hello)).rejects.toMatchObject({
      code: 'E_ENDPOINT_STATE',
      details: { state: 'waiting' },
    })
    await made.endpoint.stop()
    expect(made.recorder.eventNames(0).at(-1)).toBe('stopped')
  })

  it('ends when reconnecting is switched off during the wait', async () => {
    const made = client({ port: await deadPort(), reconnect: true, reconnectDelay: 600_000 })
    await made.endpoint.start()
    await made.until('waiting')
    made.set({ reconnect: false })
    expect(await made.until('failed')).toMatchObject({ failure: { code: 'ECONNREFUSED' } })
  })
})
