import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { socketFeaturesHere } from '../../src/main/engine/network/socket-features'
import type { UdpOptions } from '../../src/shared/endpoints/endpoint-config'
import { EndpointUnderTest } from '../support/endpoint-under-test'

const endpoints: EndpointUnderTest<'udp'>[] = []
const sockets: Socket[] = []
const hello = Buffer.from('hello')
const group = '239.255.77.1'
const to = (host: string, port: number) => ({ to: 'address', host, port }) as const

async function bound(options: Partial<UdpOptions> = {}): Promise<EndpointUnderTest<'udp'>> {
  const made = new EndpointUnderTest('udp', options)
  endpoints.push(made)
  await made.endpoint.start()
  return made
}

async function raw(address = '127.0.0.1'): Promise<{ socket: Socket; port: number }> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  sockets.push(socket)
  socket.bind(0, address)
  await once(socket, 'listening')
  return { socket, port: socket.address().port }
}

function close(socket: Socket): void {
  sockets.splice(sockets.indexOf(socket), 1)
  socket.close()
}

const received = (made: EndpointUnderTest<'udp'>) =>
  made.recorder.records
    .filter(({ direction }) => direction === 'in')
    .map(({ bytes }) => String(Buffer.from(bytes!)))

afterEach(async () => {
  await Promise.all(endpoints.splice(0).map(({ endpoint }) => endpoint.stop()))
  for (const socket of sockets.splice(0)) socket.close()
})

describe('multicast', () => {
  it('comes while the endpoint is in the group, which it joins and leaves as it runs', async () => {
    const receiver = await bound({ address: '0.0.0.0', groups: `${group}@127.0.0.1` })
    const { port } = receiver.local
    const sender = await bound({ multicastInterface: '127.0.0.1', multicastTtl: 0 })
    await sender.endpoint.send(to(group, port), hello)
    await receiver.recorder.until(() => received(receiver).length === 1)
    expect(receiver.state).toMatchObject({ groups: [{ group: `${group}@127.0.0.1`, failure: null }] })

    expect(receiver.set({ groups: '239.255.77.2@127.0.0.1' })).toBe(false)
    await sender.endpoint.send(to(group, port), Buffer.from('to the group that was left'))
    await sender.endpoint.send(to('239.255.77.2', port), Buffer.from('second'))
    await receiver.recorder.until(() => received(receiver).includes('second'))
    expect(received(receiver)).toEqual(['hello', 'second'])
    expect(receiver.recorder.eventNames(0)).toEqual([
      'started',
      'bound',
      'group-joined',
      'group-left',
      'group-joined',
    ])
  })

  it.skipIf(process.platform === 'win32')(
    'does not come to an address of the machine, as the event that it was joined says',
    async () => {
      const receiver = await bound({ address: '127.0.0.1', groups: `${group}@127.0.0.1` })
      expect(receiver.recorder.events('group-joined')).toEqual([
        { event: 'group-joined', group: `${group}@127.0.0.1`, boundTo: '127.0.0.1' },
      ])
      const sender = await bound({ multicastInterface: '127.0.0.1', multicastTtl: 0 })
      await sender.endpoint.send(to(group, receiver.local.port), hello)
      await sender.endpoint.send(to('127.0.0.1', receiver.local.port), Buffer.from('by itself'))
      await receiver.recorder.until(() => received(receiver).length > 0)
      expect(received(receiver)).toEqual(['by itself'])
    },
  )

  it('of one source is taken from that source alone', async () => {
    const receiver = await bound({ address: '0.0.0.0', groups: '232.1.1.1@127.0.0.1,from=127.0.0.2' })
    const { port } = receiver.local
    const [wanted, other] = [await bound({ address: '127.0.0.2' }), await bound({ address: '127.0.0.1' })]
    for (const one of [wanted, other]) one.set({ multicastInterface: '127.0.0.1' })
    await other.endpoint.send(to('232.1.1.1', port), Buffer.from('of another source'))
    await wanted.endpoint.send(to('232.1.1.1', port), hello)
    await receiver.recorder.until(() => received(receiver).length > 0)
    expect(received(receiver)).toEqual(['hello'])
  })

  it('of both families comes to a socket bound to ::', async () => {
    const receiver = await bound({ address: '::', groups: `ff02::77@lo ${group}@127.0.0.1` })
    const sender = await bound({ multicastInterface: '127.0.0.1' })
    await sender.endpoint.send(to(group, receiver.local.port), hello)
    await receiver.recorder.until(() => received(receiver).length === 1)
    expect(receiver.state).toMatchObject({ groups: [{ failure: null }, { failure: null }] })
  })

  it('refuses to start with an interface that is not there, and can be started again', async () => {
    const made = new EndpointUnderTest('udp', { address: '0.0.0.0', groups: `${group}@gone7` })
    endpoints.push(made)
    await expect(made.endpoint.start()).rejects.toMatchObject({
      code: 'E_INTERFACE_UNKNOWN',
      details: { interface: 'gone7', family: 4, known: expect.stringContaining('lo') as string },
    })
    expect(made.state).toMatchObject({ is: 'failed' })
    made.set({ groups: `${group}@127.0.0.1` })
    await made.endpoint.start()
    expect(made.state).toMatchObject({ is: 'bound', groups: [{ failure: null }] })
  })

  it('says which group could not be joined while it runs, and why', async () => {
    const made = await bound({ address: '0.0.0.0', groups: `${group}@127.0.0.1` })
    made.set({ groups: `${group}@127.0.0.1 ff02::1@lo ${group}@lo 239.1.1.1@gone7` })
    expect(made.recorder.events('group-missed').map(({ failure }) => failure.code)).toEqual([
      'E_ADDRESS_FAMILY',
      'E_GROUP_TWICE',
      'E_INTERFACE_UNKNOWN',
    ])
    expect(made.state).toMatchObject({
      groups: [
        { failure: null },
        { failure: { code: 'E_ADDRESS_FAMILY' } },
        { failure: { code: 'E_GROUP_TWICE' } },
        { failure: { code: 'E_INTERFACE_UNKNOWN' } },
      ],
    })
  })
})

describe('a connected endpoint', () => {
  it('is told of refusals, which an unconnected one is not, and sends what comes after them', async () => {
    const { socket, port } = await raw()
    const made = await bound({ connected: true, remoteHost: '127.0.0.1', remotePort: port })
    expect(made.state).toMatchObject({ is: 'bound', remote: { address: '127.0.0.1', port } })
    // Nothing has been exchanged yet.
    expect(made.recorder.events('peer-appeared')).toEqual([])
    close(socket)
    await made.endpoint.send({ to: 'remote' }, hello)
    await made.recorder.seen('socket-failed', 1)
    expect(made.recorder.events('socket-failed')[0]?.failure).toMatchObject({
      code: 'ECONNREFUSED',
      details: { address: '127.0.0.1', port },
    })
    const outcomes = await Promise.all([
      made.endpoint.send({ to: 'remote' }, hello),
      made.endpoint.send({ to: 'remote' }, hello),
    ])
    expect(outcomes).toEqual([[{ peer: 1, ok: true, bytes: 5 }], [{ peer: 1, ok: true, bytes: 5 }]])
    const plain = await bound({ remoteHost: '127.0.0.1', remotePort: port })
    await plain.endpoint.send({ to: 'remote' }, hello)
    await plain.endpoint.send({ to: 'remote' }, hello)
    expect(plain.recorder.events('socket-failed')).toEqual([])
  })

  it('hears its remote alone and sends to nobody else', async () => {
    const [one, two] = [await raw(), await raw()]
    const made = await bound({ connected: true, remoteHost: '127.0.0.1', remotePort: one.port })
    two.socket.send('stranger', made.local.port, '127.0.0.1')
    one.socket.send('remote', made.local.port, '127.0.0.1')
    await made.recorder.until(() => received(made).length > 0)
    expect(received(made)).toEqual(['remote'])
    await expect(made.endpoint.send(to('127.0.0.1', two.port), hello)).rejects.toMatchObject({
      code: 'E_CONNECTED_ELSEWHERE',
    })
    expect(made.set({ remotePort: two.port })).toBe(true)
  })

  it('needs somebody to be connected to', async () => {
    const made = new EndpointUnderTest('udp', { connected: true })
    await expect(made.endpoint.start()).rejects.toMatchObject({ code: 'E_CONNECTED_NOWHERE' })
  })
})

describe('options of the socket', () => {
  it('let two endpoints share an address and port, where both ask for it', async () => {
    const one = await bound({ address: '0.0.0.0', reuseAddress: true, groups: `${group}@127.0.0.1` })
    const { port } = one.local
    const two = await bound({ address: '0.0.0.0', port, reuseAddress: true, groups: `${group}@127.0.0.1` })
    const sender = await bound({ multicastInterface: '127.0.0.1' })
    await sender.endpoint.send(to(group, port), hello)
    for (const made of [one, two]) await made.recorder.until(() => received(made).length === 1)
    const third = new EndpointUnderTest('udp', { address: '0.0.0.0', port })
    await expect(third.endpoint.start()).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('keep a socket bound to :: from IPv4', async () => {
    const six = await bound({ address: '::', ipv6Only: true })
    const four = await bound({ address: '0.0.0.0', port: six.local.port })
    six.set({ groups: `${group}@127.0.0.1` })
    expect(six.state).toMatchObject({ groups: [{ failure: { code: 'E_ADDRESS_FAMILY' } }] })
    await expect(six.endpoint.send(to('127.0.0.1', four.local.port), hello)).rejects.toMatchObject({
      code: 'E_ADDRESS_FAMILY',
    })
  })

  it('tell which send buffer was granted', async () => {
    const made = await bound({ sendBuffer: 32_768 })
    expect(made.recorder.events('bound')[0]?.sendBuffer).toEqual({ wanted: 32_768, granted: 32_768 })
    expect((await bound()).recorder.events('bound')[0]?.sendBuffer).toBeUndefined()
  })

  it('that this runtime lacks are refused with what they need', async () => {
    const made = new EndpointUnderTest('udp', { reusePort: true })
    endpoints.push(made)
    if ((await socketFeaturesHere()).has('udp-reuse-port')) await made.endpoint.start()
    else {
      await expect(made.endpoint.start()).rejects.toMatchObject({
        code: 'E_OPTION_UNAVAILABLE',
        details: { option: 'reusePort' },
      })
    }
  })
})
