import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { recordFlags } from '../../src/shared/capture/record'
import type { EndpointOptions } from '../../src/shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { RawPeer, RawServer } from '../support/raw-peer'

const open: { stop(): Promise<void> }[] = []
const servers: RawServer[] = []

async function started<K extends EndpointKind>(kind: K, options: Partial<EndpointOptions<K>>) {
  const made = new EndpointUnderTest(kind, options)
  open.push(made.endpoint)
  await made.endpoint.start()
  return made
}

async function relayed(faults: string) {
  const target = await RawServer.listen()
  servers.push(target)
  const made = await started('relay', { targetPort: target.port, faults, framing: 'line' })
  const arrives = target.next()
  const client = await RawPeer.connectTo(made.local.port)
  const there = await arrives
  await made.recorder.seen('connected', 1)
  return { made, client, there }
}

const all = { to: 'peers', peers: 'all' } as const
const lines = Array.from({ length: 200 }, (_, index) => `line ${index}\n`)

/** Direction, flags and cause of each message. */
function marks({ recorder }: EndpointUnderTest<EndpointKind>) {
  return recorder.records
    .filter(({ bytes }) => bytes !== null)
    .map(({ direction, flags, cause }) => [direction, flags, cause])
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((endpoint) => endpoint.stop()))
  servers.splice(0).forEach((server) => server.close())
})

describe('faults of a relay', () => {
  it('drop, double and alter the same messages with the same seed, and records tell which', async () => {
    const outcomes = []
    for (const seed of [7, 7, 8]) {
      const { made, client, there } = await relayed(
        `in.drop=10%,in.duplicate=10%,in.corrupt=10%,in.reorder=10%,seed=${seed}`,
      )
      client.socket.end(lines.join(''))
      await there.fin()
      const { records } = made.recorder
      const originals = records.filter(
        ({ direction, flags }) => direction === 'in' && !(flags & recordFlags.altered),
      )
      expect(originals.map(({ bytes }) => Buffer.from(bytes!).toString())).toEqual(lines)
      const dropped = originals.filter(({ flags }) => flags & recordFlags.dropped)
      const doubled = records.filter(({ cause }) => cause === 'fault:duplicate')
      const corrupted = records.filter(({ cause }) => cause === 'fault:corrupt')
      expect([dropped, doubled, corrupted].every(({ length }) => length > 0)).toBe(true)
      // A turned bit may make or unmake a line, so bytes are counted.
      const bytes = (some: typeof records) => some.reduce((sum, { bytes: one }) => sum + one!.length, 0)
      expect(there.received.length).toBe(bytes(originals) - bytes(dropped) + bytes(doubled))
      for (const copy of corrupted) expect(copy.original).toBeGreaterThan(0)
      outcomes.push(there.received.toString('latin1'))
    }
    expect(outcomes[1]).toBe(outcomes[0])
    expect(outcomes[2]).not.toBe(outcomes[0])
  })

  it('delay keeps the order and flags what was held up', async () => {
    const { made, client, there } = await relayed('delay=30,jitter=30')
    const before = performance.now()
    client.socket.end(lines.join(''))
    await there.fin()
    expect(there.received.toString()).toBe(lines.join(''))
    expect(performance.now() - before).toBeGreaterThan(25)
    expect(marks(made)[0]).toEqual(['in', recordFlags.delayed, 'fault:delay'])
  })

  it('a bandwidth limit loses nothing and stops reading what it cannot carry', async () => {
    const { made, client, there } = await relayed('in.rate=4m')
    client.socket.end(Buffer.alloc(6_000_000, `${'x'.repeat(63)}\n`))
    await there.has(100_000)
    expect(made.endpoint.status().counters.receivedBytes).toBeLessThan(6_000_000)
    made.set({ faultsOn: false })
    await there.fin()
    expect(there.received.length).toBe(6_000_000)
  })

  it('reset after so many bytes is seen from both ends', async () => {
    const { made, client, there } = await relayed('in.reset=10')
    client.socket.write('0123456789abc\n')
    expect(await there.closed).toMatchObject({ error: 'ECONNRESET' })
    expect(there.received.toString()).toBe('0123456789')
    expect(await client.closed).toMatchObject({ error: 'ECONNRESET' })
    expect(await made.recorder.seen('fault-acted', 1)).toMatchObject({ fault: 'reset', direction: 'in' })
    const copy = made.recorder.records.find(({ cause }) => cause === 'fault:reset')!
    expect(Buffer.from(copy.bytes!).toString()).toBe('0123456789')
  })

  it('half-close ends one direction, and the other goes on', async () => {
    const { made, client, there } = await relayed('in.half-close=4')
    client.socket.write('one\ntwo\n')
    await there.fin()
    expect(there.received.toString()).toBe('one\n')
    there.socket.write('still here\n')
    expect((await client.has(11)).toString()).toBe('still here\n')
    expect(marks(made)[1]).toEqual(['in', recordFlags.dropped, 'fault:half-close'])
  })

  it('a stall holds everything until the faults are switched off', async () => {
    const { made, client, there } = await relayed('in.stall=4')
    client.socket.write('one\ntwo\nthree\n')
    expect((await there.has(4)).toString()).toBe('one\n')
    await made.recorder.until(() => made.recorder.bytes(1, 'in').length === 14)
    there.socket.write('back\n')
    await client.has(5)
    expect(there.received.length).toBe(4)
    made.set({ faultsOn: false })
    expect((await there.has(14)).toString()).toBe('one\ntwo\nthree\n')
    client.socket.write('four\n')
    expect((await there.has(19)).toString()).toContain('four\n')
    expect(made.recorder.events('faults-off').length).toBe(1)
  })

  it('split and merge change the writes and nothing else', async () => {
    for (const faults of ['split=3', 'merge=20', 'split=5,merge=20']) {
      const { client, there } = await relayed(faults)
      client.socket.end(lines.join(''))
      await there.fin()
      expect(there.received.toString()).toBe(lines.join(''))
    }
  })

  it('split lets no write be longer, and short messages go together up to that', async () => {
    const { client, there } = await relayed('split=30')
    const reads: number[] = []
    there.socket.on('data', (chunk: Buffer) => reads.push(chunk.length))
    const text = `${'x'.repeat(299)}\n${lines.join('')}`
    client.socket.end(text)
    await there.fin()
    expect(there.received.toString()).toBe(text)
    // What is written in one turn of the loop is read in it, as both sides are here; but the end follows at once.
    expect(Math.max(...reads.slice(0, -1))).toBe(30)
    expect(reads.length).toBeLessThan(lines.length)
  })

  it('let many of the smallest messages through, delayed, split and merged', async () => {
    for (const faults of ['delay=5', 'delay=5,split=2000', 'merge=5']) {
      const { client, there } = await relayed(faults)
      const text = '\n'.repeat(40_000)
      client.socket.end(text)
      await there.fin()
      expect(there.received.toString() === text).toBe(true)
    }
  })
})

describe('faults of an endpoint', () => {
  it('act between what was received and what rules hear', async () => {
    const made = await started('tcp-server', { framing: 'line', echo: true, faults: 'in.drop=100%' })
    const client = await RawPeer.connectTo(made.local.port)
    client.socket.write('heard?\n')
    await made.recorder.until(() => made.recorder.bytes(1, 'in').length === 7)
    expect(marks(made)).toEqual([['in', recordFlags.dropped, 'fault:drop']])
    const { receivedBytes, recordedBytes } = made.endpoint.status().counters
    expect([receivedBytes, recordedBytes]).toEqual([7, 7])
    made.set({ faultsOn: false })
    client.socket.write('now\n')
    expect((await client.has(4)).toString()).toBe('now\n')
  })

  it('act between what was given and what leaves', async () => {
    const made = await started('tcp-server', { faults: 'out.corrupt=100%,seed=1' })
    const client = await RawPeer.connectTo(made.local.port)
    await made.recorder.seen('accepted')
    await made.endpoint.send(all, Buffer.from('hello'))
    const received = await client.has(5)
    expect(received.toString()).not.toBe('hello')
    expect(marks(made)).toEqual([
      ['out', recordFlags.replaced, 'hand'],
      ['out', recordFlags.altered, 'fault:corrupt'],
    ])
    expect(Buffer.from(made.recorder.records.at(-1)!.bytes!)).toEqual(received)
  })

  it('let what waits leave before a close', async () => {
    const made = await started('tcp-server', { faults: 'out.delay=50' })
    const client = await RawPeer.connectTo(made.local.port)
    await made.recorder.seen('accepted')
    await made.endpoint.send(all, Buffer.from('last words'))
    made.endpoint.endPeers('all', 'half-close')
    await client.fin()
    expect(client.received.toString()).toBe('last words')
  })

  it('reorder and double datagrams', async () => {
    const made = await started('udp', { faults: 'out.reorder=50%,out.duplicate=20%,seed=3' })
    const peer = createSocket('udp4')
    const seen: string[] = []
    peer.on('message', (bytes) => seen.push(bytes.toString()))
    peer.bind(0, '127.0.0.1')
    await once(peer, 'listening')
    const target = { to: 'address', host: '127.0.0.1', port: peer.address().port } as const
    const sent = Array.from({ length: 50 }, (_, index) => `datagram ${index}`)
    for (const text of sent) await made.endpoint.send(target, Buffer.from(text))
    // The last one may wait for another that never comes, a second at most.
    await expect.poll(() => new Set(seen).size, { timeout: 10_000 }).toBe(50)
    peer.close()
    expect(seen.length).toBeGreaterThan(50)
    expect([...new Set(seen)]).not.toEqual(sent)
  })

  it('let the datagram that reaches a limit go whole', async () => {
    const made = await started('udp', { faults: 'out.stall=5' })
    const peer = createSocket('udp4')
    peer.bind(0, '127.0.0.1')
    const arrived = once(peer, 'message')
    await once(peer, 'listening')
    const target = { to: 'address', host: '127.0.0.1', port: peer.address().port } as const
    await made.endpoint.send(target, Buffer.from('datagram'))
    expect(String((await arrived)[0])).toBe('datagram')
    await made.recorder.seen('fault-acted', 1)
    peer.close()
  })

  it('leave datagrams in the kernel while too much of a peer is held up, and then take them all', async () => {
    const made = await started('udp', { faults: 'in.delay=60000' })
    const peer = createSocket('udp4')
    const datagram = Buffer.alloc(60_000, 'x')
    const send = () =>
      new Promise<void>((resolve) =>
        peer.send(datagram, made.local.port, '127.0.0.1', () => {
          resolve()
        }),
      )
    const sent = 40
    for (let count = 0; count < sent; count += 1) await send()
    const received = () => made.endpoint.status().counters.receivedMessages
    await made.recorder.until(() => received() * datagram.length >= 1_048_576)
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
    expect(received()).toBeLessThan(sent)
    made.set({ faultsOn: false })
    await made.recorder.until(() => received() === sent)
    peer.close()
  })
})
