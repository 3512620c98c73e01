import { createSocket, Socket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LookUp } from '../../src/main/engine/network/look-up'
import type { UdpOptions } from '../../src/shared/endpoints/endpoint-config'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { MemoryRecorder } from '../support/memory-recorder'

const endpoints: EndpointUnderTest<'udp'>[] = []
const sockets: Socket[] = []

async function bound(options: Partial<UdpOptions> = {}, lookUp?: LookUp): Promise<EndpointUnderTest<'udp'>> {
  const made = new EndpointUnderTest('udp', options, lookUp)
  endpoints.push(made)
  await made.endpoint.start()
  return made
}

/** A bare socket; `next` resolves with what comes. */
async function raw(address = '127.0.0.1') {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  sockets.push(socket)
  socket.bind(0, address)
  await once(socket, 'listening')
  const next = async () => ((await once(socket, 'message')) as [Buffer])[0]
  return { socket, port: socket.address().port, next }
}

const hello = Buffer.from('hello')
const to = (host: string, port: number) => ({ to: 'address', host, port }) as const
const rows = (made: EndpointUnderTest<'udp'>) =>
  made.endpoint.peers({ from: 0, count: 100, show: 'all', search: '' }).rows

afterEach(async () => {
  await Promise.all(endpoints.splice(0).map(({ endpoint }) => endpoint.stop()))
  for (const socket of sockets.splice(0)) socket.close()
})

describe('datagrams', () => {
  it('shows where it is bound and which receive buffer was granted', async () => {
    const made = await bound()
    expect(made.state).toMatchObject({ is: 'bound', local: { address: '127.0.0.1' } })
    expect(made.recorder.events('bound')[0]?.receiveBuffer.wanted).toBe(4_194_304)
    if (process.platform === 'linux') {
      const most = Number(readFileSync('/proc/sys/net/core/rmem_max', 'utf8'))
      expect(made.recorder.events('bound')[0]?.receiveBuffer.granted).toBe(Math.min(most, 4_194_304))
    }
    expect(made.endpoint.status().counters.lostDatagrams).toBe(process.platform === 'linux' ? 0 : null)
  })

  it('numbers remote addresses, records what they send, and replies to a chosen one', async () => {
    const made = await bound()
    const [one, two] = [await raw(), await raw()]
    one.socket.send('from one', made.local.port, '127.0.0.1')
    await made.recorder.seen('peer-appeared', 1)
    two.socket.send('from two', made.local.port, '127.0.0.1')
    await made.recorder.until(() => made.recorder.bytes(2, 'in').length === 8)
    expect(made.recorder.bytes(1, 'in').toString()).toBe('from one')
    expect(rows(made)).toMatchObject([
      { peer: 1, remote: { address: '127.0.0.1', port: one.port }, receivedBytes: 8 },
      { peer: 2, remote: { port: two.port }, state: 'open' },
    ])
    const got = two.next()
    expect(await made.endpoint.send({ to: 'peers', peers: [2] }, hello)).toEqual([
      { peer: 2, ok: true, bytes: 5 },
    ])
    expect(String(await got)).toBe('hello')
    expect(made.endpoint.status().counters).toMatchObject({
      receivedMessages: 2,
      sentMessages: 1,
      sentBytes: 5,
    })
  })

  it('sends to any host and port, to a name too, and asks for a name once', async () => {
    let asked = 0
    const made = await bound({}, () => {
      asked++
      return Promise.resolve(['::1', '127.0.0.1'])
    })
    const other = await raw()
    for (let round = 0; round < 3; round++) {
      const got = other.next()
      await made.endpoint.send(to('name.test', other.port), hello)
      expect(String(await got)).toBe('hello')
    }
    expect(asked).toBe(1)
    expect(rows(made)).toMatchObject([{ peer: 1, sentBytes: 15 }])
  })

  it('has a fixed remote, which may change while it runs', async () => {
    const [one, two] = [await raw(), await raw()]
    const made = await bound({ remoteHost: '127.0.0.1', remotePort: one.port })
    const first = one.next()
    await made.endpoint.send({ to: 'remote' }, hello)
    expect(String(await first)).toBe('hello')
    expect(made.set({ remotePort: two.port })).toBe(false)
    const second = two.next()
    await made.endpoint.send({ to: 'remote' }, hello)
    expect(String(await second)).toBe('hello')
    made.set({ remoteHost: '' })
    await expect(made.endpoint.send({ to: 'remote' }, hello)).rejects.toMatchObject({ code: 'E_NO_PEER' })
  })

  it('echoes and replies', async () => {
    const made = await bound({ echo: true, reply: 'ok' })
    const other = await raw()
    const answers: string[] = []
    const both = new Promise<void>((resolve) => {
      other.socket.on('message', (bytes) => (answers.push(String(bytes)) === 2 ? resolve() : undefined))
    })
    other.socket.send('ping', made.local.port, '127.0.0.1')
    await both
    expect(answers).toEqual(['ping', 'ok'])
  })

  it('takes and sends empty datagrams', async () => {
    const made = await bound()
    const other = await raw()
    other.socket.send('', made.local.port, '127.0.0.1')
    await made.recorder.until(() => made.recorder.records.some(({ direction }) => direction === 'in'))
    const got = other.next()
    await made.endpoint.send({ to: 'peers', peers: 'all' }, new Uint8Array())
    expect((await got).length).toBe(0)
  })

  it('bound to :: speaks IPv4 and IPv6', async () => {
    const made = await bound({ address: '::' })
    for (const address of ['127.0.0.1', '::1']) {
      const other = await raw(address)
      const got = other.next()
      await made.endpoint.send(to(address, other.port), hello)
      expect(String(await got)).toBe('hello')
      other.socket.send('back', made.local.port, address)
    }
    await made.recorder.until(() => made.recorder.counters.taken === 8)
    expect(rows(made).map(({ remote, receivedBytes }) => [remote.address, receivedBytes])).toEqual([
      ['::ffff:127.0.0.1', 4],
      ['::1', 4],
    ])
  })
})

describe('refusals', () => {
  it('says the limit of a datagram before it sends: 65,507 for IPv4, 65,527 for IPv6', async () => {
    const made = await bound({ address: '::' })
    const other = await raw('::1')
    const cases = [
      ['127.0.0.1', 65_507],
      ['::ffff:127.0.0.1', 65_507],
      ['::1', 65_527],
    ] as const
    for (const [address, limit] of cases) {
      await expect(
        made.endpoint.send(to(address, other.port), Buffer.alloc(limit + 1)),
      ).rejects.toMatchObject({
        code: 'E_DATAGRAM_TOO_LONG',
        details: { limit, bytes: limit + 1 },
      })
    }
    expect(made.recorder.records.some(({ direction }) => direction === 'out')).toBe(false)
    const got = other.next()
    await made.endpoint.send(to('::1', other.port), Buffer.alloc(65_527))
    expect((await got).length).toBe(65_527)
    const four = await raw('127.0.0.1')
    const whole = four.next()
    await made.endpoint.send(to('127.0.0.1', four.port), Buffer.alloc(65_507))
    expect((await whole).length).toBe(65_507)
  })

  it('refuses broadcast addresses until broadcast is switched on', async () => {
    const made = await bound({ address: '0.0.0.0' })
    const listener = await bound({ address: '0.0.0.0' })
    for (const address of ['255.255.255.255', '127.255.255.255']) {
      await expect(made.endpoint.send(to(address, listener.local.port), hello)).rejects.toMatchObject({
        code: 'E_BROADCAST_OFF',
        details: { address },
      })
    }
    expect(made.set({ broadcast: true })).toBe(false)
    const [sent] = await made.endpoint.send(to('127.255.255.255', listener.local.port), hello)
    expect(sent).toMatchObject({ ok: true })
    await listener.recorder.until(() => listener.recorder.bytes(1, 'in').length === 5)
  })

  it('refuses addresses of the wrong family', async () => {
    const four = await bound()
    await expect(four.endpoint.send(to('::1', 9), hello)).rejects.toMatchObject({
      code: 'E_ADDRESS_FAMILY',
      details: { address: '::1', bound: '127.0.0.1' },
    })
    const six = await bound({ address: '::1' })
    await expect(six.endpoint.send(to('127.0.0.1', 9), hello)).rejects.toMatchObject({
      code: 'E_ADDRESS_FAMILY',
    })
  })

  it('names the owner of a port in use', async () => {
    const other = await raw()
    const made = new EndpointUnderTest('udp', { port: other.port })
    await expect(made.endpoint.start()).rejects.toMatchObject({
      code: 'EADDRINUSE',
      details: process.platform === 'linux' ? { owner: { pid: process.pid } } : { port: other.port },
    })
  })

  it('tells a failed look-up, an unknown peer and that nobody is there', async () => {
    const made = await bound({}, (host) =>
      Promise.reject(Object.assign(new Error(host), { code: 'ENOTFOUND' })),
    )
    await expect(made.endpoint.send(to('nowhere.test', 9), hello)).rejects.toMatchObject({
      code: 'ENOTFOUND',
      details: { host: 'nowhere.test' },
    })
    await expect(made.endpoint.send({ to: 'peers', peers: 'all' }, hello)).rejects.toMatchObject({
      code: 'E_NO_PEER',
    })
    const other = await raw()
    await made.endpoint.send(to('127.0.0.1', other.port), hello)
    expect(await made.endpoint.send({ to: 'peers', peers: [7] }, hello)).toMatchObject([
      { peer: 7, ok: false, failure: { code: 'E_PEER_UNKNOWN' } },
    ])
  })

  it('survives datagrams to a port where nobody listens', async () => {
    const gone = await raw()
    const made = await bound()
    sockets.splice(sockets.indexOf(gone.socket), 1)
    gone.socket.close()
    for (let round = 0; round < 3; round++) await made.endpoint.send(to('127.0.0.1', gone.port), hello)
    const other = await raw()
    const got = other.next()
    await made.endpoint.send(to('127.0.0.1', other.port), hello)
    expect(String(await got)).toBe('hello')
  })
})

describe('a stop', () => {
  it('closes the socket once, though the system never takes a datagram', async () => {
    const made = await bound()
    const socketSend = vi.spyOn(Socket.prototype, 'send').mockImplementation(function (
      this: Socket,
      ...given: unknown[]
    ) {
      // What libuv does with datagrams that wait when their socket is closed.
      const answer = given.at(-1) as (error: Error) => void
      this.once('close', () => answer(Object.assign(new Error('send ECANCELED'), { code: 'ECANCELED' })))
    })
    try {
      const sending = made.endpoint.send(to('127.0.0.1', 9), hello)
      await expect.poll(() => socketSend.mock.calls.length).toBe(1)
      await made.endpoint.stop()
      expect(await sending).toMatchObject([{ ok: false }])
      expect(made.state).toEqual({ is: 'stopped' })
    } finally {
      socketSend.mockRestore()
    }
  })
})

describe('what the kernel drops', () => {
  it.skipIf(process.platform !== 'linux')(
    'is counted and told, also while the capture is behind',
    async () => {
      const recorder = new MemoryRecorder()
      const made = new EndpointUnderTest('udp', { receiveBuffer: 4_096 }, undefined, () => recorder)
      endpoints.push(made)
      await made.endpoint.start()
      const other = await raw()
      recorder.congested = true
      const send = (bytes: Buffer) =>
        new Promise<void>((resolve) =>
          other.socket.send(bytes, made.local.port, '127.0.0.1', () => resolve()),
        )
      // The first one tells the endpoint that the recorder is congested; then it reads no more.
      await send(Buffer.alloc(10))
      await recorder.until(() => recorder.counters.taken === 10)
      const count = 200
      for (let sent = 0; sent < count; sent++) await send(Buffer.alloc(1_000))
      await recorder.seen('kernel-dropped')
      recorder.congested = false
      const received = () => made.endpoint.status().counters.receivedMessages
      const lost = () => made.endpoint.status().counters.lostDatagrams ?? 0
      await expect.poll(() => received() + lost(), { timeout: 5_000 }).toBe(count + 1)
      expect(lost()).toBeGreaterThan(100)
      expect(recorder.events('kernel-dropped').reduce((sum, { datagrams }) => sum + datagrams, 0)).toBe(
        lost(),
      )
    },
  )

  it.skipIf(process.platform !== 'linux')('is read a last time before the socket closes', async () => {
    const made = await bound({ receiveBuffer: 4_096 })
    const other = await raw()
    const { recorder } = made
    recorder.congested = true
    other.socket.send(Buffer.alloc(10), made.local.port, '127.0.0.1')
    await recorder.until(() => recorder.counters.taken === 10)
    for (let sent = 0; sent < 50; sent++) {
      await new Promise((resolve) =>
        other.socket.send(Buffer.alloc(1_000), made.local.port, '127.0.0.1', resolve),
      )
    }
    await made.endpoint.stop()
    expect(made.endpoint.status().counters.lostDatagrams).toBeGreaterThan(10)
    expect(recorder.eventNames(0).at(-1)).toBe('stopped')
  })
})
