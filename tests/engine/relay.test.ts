import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import type { RelayEndpoint } from '../../src/main/engine/relay/relay-endpoint'
import { recordFlags } from '../../src/shared/capture/record'
import type { RelayOptions } from '../../src/shared/endpoints/endpoint-config'
import type { Rewrite } from '../../src/shared/relay/rewrite'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { RawPeer, RawServer } from '../support/raw-peer'

const open: { stop(): Promise<void> }[] = []
const servers: RawServer[] = []
const sockets: Socket[] = []

async function relay(options: Partial<RelayOptions>): Promise<EndpointUnderTest<'relay'>> {
  const made = new EndpointUnderTest('relay', options)
  open.push(made.endpoint)
  await made.endpoint.start()
  return made
}

async function server(): Promise<RawServer> {
  const made = await RawServer.listen()
  servers.push(made)
  return made
}

/** A relay with one client and its connection to the target. */
async function pair(options: Partial<RelayOptions> = {}) {
  const target = await server()
  const made = await relay({ targetPort: target.port, ...options })
  const arrives = target.next()
  const client = await RawPeer.connectTo(made.local.port)
  const there = await arrives
  await made.recorder.seen('connected', 1)
  return { made, target, client, there }
}

function rewrite(change: Partial<Rewrite> & Pick<Rewrite, 'replacement'>): Rewrite {
  return { id: 'r1', name: 'swap', on: true, direction: 'both', ...change }
}

function setRewrites(made: EndpointUnderTest<'relay'>, rewrites: readonly Rewrite[]): void {
  made.endpoint.configure({ ...made.endpoint.config, rewrites })
}

/** Direction, text, flags, and place of the original of each message. */
function messages(made: EndpointUnderTest<'relay'>) {
  return made.recorder.records
    .filter(({ bytes }) => bytes !== null)
    .map(({ direction, bytes, flags, cause }) => [direction, Buffer.from(bytes!).toString(), flags, cause])
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((endpoint) => endpoint.stop()))
  for (const one of servers.splice(0)) one.close()
  for (const socket of sockets.splice(0)) socket.close()
})

describe('a relay of connections', () => {
  it('forwards both ways and records each message once, in from the client and out from the target', async () => {
    const { made, client, there } = await pair()
    client.socket.write('question')
    expect((await there.has(8)).toString()).toBe('question')
    there.socket.write('answer')
    expect((await client.has(6)).toString()).toBe('answer')
    expect(messages(made)).toEqual([
      ['in', 'question', 0, 'none'],
      ['out', 'answer', 0, 'none'],
    ])
    const { rows } = made.endpoint.peers({ from: 0, count: 10, show: 'all', search: '' })
    expect(rows[0]).toMatchObject({
      receivedBytes: 8,
      sentBytes: 6,
      legs: {
        client: { state: 'open', remote: { port: client.port } },
        target: { state: 'open', local: { port: there.socket.remotePort } },
      },
    })
  })

  it('passes a half-close on and closes with the other half, each leg with its events', async () => {
    const { made, client, there } = await pair()
    client.socket.end('last')
    await there.fin()
    expect(there.received.toString()).toBe('last')
    there.socket.end('late answer')
    await client.fin()
    expect(client.received.toString()).toBe('late answer')
    await made.recorder.seen('closed', 1)
    const legs = made.recorder.records.flatMap(({ event }) => (event?.leg ? [[event.leg, event.event]] : []))
    expect(legs.slice(0, 3)).toEqual([
      ['client', 'accepted'],
      ['target', 'connecting'],
      ['target', 'connected'],
    ])
    expect(legs.slice(3, 7)).toEqual([
      ['client', 'end-received'],
      ['target', 'end-sent'],
      ['target', 'end-received'],
      ['client', 'end-sent'],
    ])
    expect(made.recorder.eventNames(1).at(-1)).toBe('closed')
    const ends = made.recorder.events('leg-closed').map(({ leg, end }) => [leg, end.by])
    expect(Object.fromEntries(ends)).toEqual({ client: 'peer', target: 'us' })
  })

  it('tells on which side a close began', async () => {
    const { made, client, there } = await pair()
    there.socket.end('last')
    await client.fin()
    client.socket.end()
    await made.recorder.seen('closed', 1)
    const ends = made.recorder.events('leg-closed').map(({ leg, end }) => [leg, end.by])
    expect(Object.fromEntries(ends)).toEqual({ client: 'us', target: 'peer' })
    expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'peer', how: 'close' })
  })

  it('tells that nothing goes on any more once a person has ended its direction', async () => {
    const { made, client, there } = await pair()
    made.endpoint.endPeers('all', 'half-close')
    await Promise.all([there.fin(), client.fin()])
    client.socket.write('too late')
    await made.recorder.until(() => messages(made).length === 1)
    expect(messages(made)).toEqual([['in', 'too late', recordFlags.dropped, 'none']])
    expect(there.received.length).toBe(0)
  })

  it('records what no delimiter ended before the end of its connection, by half-close and by reset', async () => {
    const order = (made: EndpointUnderTest<'relay'>, end: string) =>
      made.recorder.records
        .filter(({ bytes, event }) => bytes !== null || (event?.event === end && event.leg === 'client'))
        .map(({ bytes, event }) => event?.event ?? Buffer.from(bytes!).toString())
    const ended = await pair({ framing: 'line' })
    ended.client.socket.end('whole\npart')
    expect((await ended.there.has(10)).toString()).toBe('whole\npart')
    expect(order(ended.made, 'end-received')).toEqual(['whole\n', 'part', 'end-received'])
    const broken = await pair({ framing: 'line' })
    broken.client.socket.write('whole\npart')
    await broken.there.has(6)
    broken.client.socket.resetAndDestroy()
    await broken.made.recorder.seen('closed', 1)
    expect(order(broken.made, 'leg-closed')).toEqual(['whole\n', 'part', 'leg-closed'])
  })

  it('passes a reset on, from either side', async () => {
    const first = await pair()
    first.client.socket.resetAndDestroy()
    expect(await first.there.closed).toMatchObject({ error: 'ECONNRESET' })
    const second = await pair()
    second.there.socket.resetAndDestroy()
    expect(await second.client.closed).toMatchObject({ error: 'ECONNRESET' })
  })

  it('closes the client where the target refuses, and goes on listening', async () => {
    const gone = await server()
    const { port } = gone
    gone.close()
    const made = await relay({ targetPort: port })
    const client = await RawPeer.connectTo(made.local.port)
    await client.fin()
    expect(await made.recorder.seen('connect-failed', 1)).toMatchObject({
      leg: 'target',
      failure: { code: 'ECONNREFUSED' },
    })
    expect(made.state.is).toBe('listening')
  })

  it('stops with the failure where it is told not to keep listening', async () => {
    const gone = await server()
    const { port } = gone
    gone.close()
    const made = await relay({ targetPort: port, keepListening: false })
    await RawPeer.connectTo(made.local.port)
    expect(await made.until('failed')).toMatchObject({ failure: { code: 'ECONNREFUSED' } })
  })

  it('refuses to forward to itself, and can be started again', async () => {
    const free = await server()
    const { port } = free
    free.close()
    for (const targetHost of ['127.0.0.1', 'localhost', '0.0.0.0']) {
      const made = new EndpointUnderTest('relay', { port, targetHost, targetPort: port })
      open.push(made.endpoint)
      await expect(made.endpoint.start()).rejects.toMatchObject({ code: 'E_RELAY_LOOP' })
      made.set({ targetPort: port === 65_535 ? 1_024 : port + 1 })
      await made.endpoint.start()
      expect(made.state.is).toBe('listening')
      await made.endpoint.stop()
    }
  })

  it('stops reading a side whose other side reads nothing, and loses nothing', async () => {
    const { made, client, there } = await pair()
    there.socket.pause()
    const piece = randomBytes(1_048_576)
    let written = 0
    const write = () => {
      while (written < 64 && client.socket.write(piece)) written += 1
      written += 1
    }
    write()
    // The client's own buffer fills up only where the relay no longer reads.
    await expect.poll(() => client.socket.writableNeedDrain).toBe(true)
    const taken = () => made.endpoint.status().counters.receivedBytes
    const [row] = made.endpoint.peers({ from: 0, count: 1, show: 'all', search: '' }).rows
    expect(row!.queuedBytes).toBeLessThan(2_097_152)
    client.socket.end()
    there.socket.resume()
    await there.fin()
    expect(there.received.length).toBe(taken())
    expect(there.received.length % piece.length).toBe(0)
  })

  it('lets 1,000 clients through at once with nothing lost', async () => {
    const target = await server()
    target.server.on('connection', (socket) => socket.pipe(socket))
    const made = await relay({ targetPort: target.port })
    const clients = await Promise.all(Array.from({ length: 1_000 }, () => RawPeer.connectTo(made.local.port)))
    clients.forEach(({ socket }, index) => socket.end(`client ${index}\n`.repeat(10)))
    await Promise.all(clients.map(({ closed }) => closed))
    clients.forEach(({ received }, index) => {
      expect(received.toString()).toBe(`client ${index}\n`.repeat(10))
    })
    await made.recorder.until(() => made.recorder.events('closed').length === 1_000)
    const { receivedBytes, recordedBytes, lostBytes, sentBytes } = made.endpoint.status().counters
    expect([recordedBytes, lostBytes, sentBytes]).toEqual([receivedBytes, 0, receivedBytes])
  }, 60_000)

  it('forwards a framed message when it is whole, and the rest with the end', async () => {
    const { made, client, there } = await pair({ framing: 'line' })
    client.socket.write('one\ntw')
    expect((await there.has(4)).toString()).toBe('one\n')
    client.socket.end('o\nrest')
    await there.fin()
    expect(there.received.toString()).toBe('one\ntwo\nrest')
    expect(messages(made).map(([, text]) => text)).toEqual(['one\n', 'two\n', 'rest'])
  })

  it('refuses to send by itself', async () => {
    const { made } = await pair()
    const sending = made.endpoint.send({ to: 'peers', peers: 'all' }, Buffer.from('x'))
    await expect(sending).rejects.toMatchObject({ code: 'E_RELAY_SEND' })
  })
})

describe('rewriting', () => {
  it('records a changed message as it came and as it went on, and an unchanged one once', async () => {
    const { made, client, there } = await pair()
    setRewrites(made, [
      rewrite({ direction: 'in', replacement: { by: 'text', find: 'secret', replace: 'public' } }),
      rewrite({
        id: 'r2',
        name: 'port',
        replacement: { by: 'regex', find: '(\\d+)/tcp', replace: '$1/udp', flags: '' },
      }),
    ])
    client.socket.write('a secret on 80/tcp')
    expect((await there.has(18)).toString()).toBe('a public on 80/udp')
    there.socket.write('a secret')
    expect((await client.has(8)).toString()).toBe('a secret')
    expect(messages(made)).toEqual([
      ['in', 'a secret on 80/tcp', recordFlags.replaced, 'none'],
      ['in', 'a public on 80/udp', recordFlags.altered, 'rewrite:port'],
      ['out', 'a secret', 0, 'none'],
    ])
    expect(made.recorder.bytes(1, 'in').toString()).toBe('a secret on 80/tcp')
    const altered = made.recorder.records.find(({ cause }) => cause === 'rewrite:port')!
    expect(altered.original).toBe(altered.record - 1)
  })
})

describe('holding messages', () => {
  const held = ({ endpoint }: EndpointUnderTest<'relay'>) => endpoint as unknown as RelayEndpoint

  it('holds, lets go, edits and drops, while the other direction goes on', async () => {
    const { made, client, there } = await pair({ framing: 'line' })
    const relayed = held(made)
    relayed.intercept(['in'])
    client.socket.write('one\ntwo\nthree\n')
    await expect.poll(() => relayed.held.page(0, 10).total).toBe(3)
    there.socket.write('not held\n')
    await client.has(9)
    expect(there.received.length).toBe(0)
    const [one, two, three] = relayed.held.page(0, 10).rows
    relayed.held.drop([two!.held])
    relayed.held.release([three!.held], Buffer.from('THREE\n'))
    relayed.held.release([one!.held])
    expect((await there.has(10)).toString()).toBe('THREE\none\n')
    expect(messages(made)).toEqual([
      ['in', 'one\n', 0, 'none'],
      ['in', 'two\n', 0, 'none'],
      ['in', 'three\n', 0, 'none'],
      ['out', 'not held\n', 0, 'none'],
      ['in', '', recordFlags.altered | recordFlags.dropped, 'hand'],
      ['in', 'THREE\n', recordFlags.altered, 'hand'],
    ])
    expect(() => relayed.held.release([two!.held])).toThrow(
      expect.objectContaining({ code: 'E_HELD_UNKNOWN' }),
    )
  })

  it('records an edit that a fault strikes as what never went on', async () => {
    const { made, client, there } = await pair({ framing: 'line', faults: 'in.drop=100%' })
    const relayed = held(made)
    relayed.intercept(['in'])
    client.socket.write('one\n')
    await expect.poll(() => relayed.held.page(0, 10).total).toBe(1)
    relayed.held.release([relayed.held.page(0, 10).rows[0]!.held], Buffer.from('ONE\n'))
    const { altered, dropped } = recordFlags
    expect(messages(made).slice(0, 2)).toEqual([
      ['in', 'one\n', 0, 'none'],
      ['in', 'ONE\n', altered | dropped, 'hand'],
    ])
    expect(there.received.length).toBe(0)
  })

  it('lets everything go when it is turned off, and ends behind what is held', async () => {
    const { made, client, there } = await pair()
    const relayed = held(made)
    relayed.intercept(['in', 'out'])
    client.socket.end('late')
    await expect.poll(() => relayed.held.page(0, 10).total).toBe(1)
    expect(there.sawFin).toBe(false)
    relayed.intercept([])
    await there.fin()
    expect(there.received.toString()).toBe('late')
    expect(made.endpoint.status().intercept).toBe(null)
  })

  it('tells what it still held, of a client that goes away and when it stops', async () => {
    const { made, client, there } = await pair({ framing: 'line' })
    const relayed = held(made)
    relayed.intercept(['in'])
    client.socket.write('of the first\n')
    await expect.poll(() => relayed.held.page(0, 9).total).toBe(1)
    client.socket.resetAndDestroy()
    await made.recorder.seen('closed', 1)
    const other = await RawPeer.connectTo(made.local.port)
    other.socket.write('of the second\n')
    await expect.poll(() => relayed.held.page(0, 9).rows.map(({ peer }) => peer)).toEqual([2])
    await made.endpoint.stop()
    const { altered, dropped } = recordFlags
    expect(messages(made)).toEqual([
      ['in', 'of the first\n', 0, 'none'],
      ['in', '', altered | dropped, 'none'],
      ['in', 'of the second\n', 0, 'none'],
      ['in', '', altered | dropped, 'none'],
    ])
    expect(made.recorder.eventNames(2).at(-1)).toBe('closed')
    expect(there.received.length).toBe(0)
  })

  it('stops reading what holds too much, and forgets what is held of a client that is gone', async () => {
    const { made, client } = await pair()
    const relayed = held(made)
    relayed.intercept(['in'])
    client.socket.write(randomBytes(16_777_216))
    await expect.poll(() => relayed.held.status()!.heldBytes).toBeGreaterThan(1_000_000)
    await expect.poll(() => client.socket.writableLength).toBeGreaterThan(0)
    expect(relayed.held.status()!.heldBytes).toBeLessThan(3_000_000)
    made.endpoint.endPeers('all', 'reset')
    await made.recorder.seen('closed', 1)
    expect(relayed.held.status()!.held).toBe(0)
  })
})

describe('a relay of datagrams', () => {
  async function udp(port = 0): Promise<Socket> {
    const socket = createSocket('udp4')
    sockets.push(socket)
    socket.bind(port, '127.0.0.1')
    await once(socket, 'listening')
    return socket
  }

  it('gives each client a socket of its own to the target, and forgets it when it is silent', async () => {
    const target = await udp()
    target.on('message', (bytes, from) => target.send(`re: ${bytes.toString()}`, from.port, from.address))
    const made = await relay({ transport: 'udp', targetPort: target.address().port, idleTimeout: 1_000 })
    const clients = await Promise.all([udp(), udp()])
    for (const [index, client] of clients.entries()) {
      const answer = once(client, 'message')
      client.send(`ping ${index}`, made.local.port, '127.0.0.1')
      expect(String((await answer)[0])).toBe(`re: ping ${index}`)
    }
    expect(messages(made).map(([direction, text]) => [direction, text])).toEqual([
      ['in', 'ping 0'],
      ['out', 're: ping 0'],
      ['in', 'ping 1'],
      ['out', 're: ping 1'],
    ])
    expect(made.recorder.events('connected')).toMatchObject([
      { leg: 'target', local: { address: '127.0.0.1' }, remote: { port: target.address().port } },
      { leg: 'target', local: { address: '127.0.0.1' }, remote: { port: target.address().port } },
    ])
    await made.recorder.seen('idle-forgotten', 2)
    await made.recorder.seen('closed', 2)
    expect(made.recorder.eventNames(1).at(-1)).toBe('closed')
  })

  it('tells that the target refuses', async () => {
    const gone = createSocket('udp4')
    gone.bind(0, '127.0.0.1')
    await once(gone, 'listening')
    const { port } = gone.address()
    gone.close()
    const made = await relay({ transport: 'udp', targetPort: port })
    const client = await udp()
    client.send('anybody?', made.local.port, '127.0.0.1')
    expect(await made.recorder.seen('connect-failed', 1)).toMatchObject({
      leg: 'target',
      failure: { code: 'ECONNREFUSED' },
    })
  })
})
