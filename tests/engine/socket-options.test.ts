import { afterEach, describe, expect, it, type TestContext } from 'vitest'
import { socketFeaturesHere } from '../../src/main/engine/network/socket-features'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { RawPeer } from '../support/raw-peer'
import { tracingMissing, TracedCalls } from '../support/traced-calls'

const missing = tracingMissing()
const skipped = missing === null ? '' : ` (skipped: ${missing})`
const endpoints: { stop(): Promise<void> }[] = []

afterEach(() => Promise.all(endpoints.splice(0).map((endpoint) => endpoint.stop())))

/** The options that the system was given meanwhile: `SO_KEEPALIVE [1]`. */
async function given(test: TestContext, work: () => Promise<unknown>): Promise<readonly string[]> {
  const calls = await TracedCalls.begin('setsockopt')
  if (!calls) return test.skip('this machine does not let a process be traced by its child')
  await work()
  const lines = await calls.end()
  return lines.flatMap((line) => /^setsockopt\(\d+, SOL_\w+, (\w+, .*), \d+\)/.exec(line)?.[1] ?? [])
}

describe.skipIf(missing !== null)(`what the system is told of a socket${skipped}`, () => {
  it('is as the options of a UDP endpoint are, at its start and when they change', async (test) => {
    const made = new EndpointUnderTest('udp', {
      address: '::',
      ipv6Only: true,
      reuseAddress: true,
      receiveBuffer: 65_536,
      sendBuffer: 32_768,
      broadcast: true,
      ttl: 33,
      multicastTtl: 9,
      multicastLoopback: false,
      multicastInterface: 'lo',
    })
    endpoints.push(made.endpoint)
    const atStart = await given(test, () => made.endpoint.start())
    expect(atStart).toEqual(
      expect.arrayContaining([
        'IPV6_V6ONLY, [1]',
        'SO_REUSEADDR, [1]',
        'SO_RCVBUF, [65536]',
        'SO_SNDBUF, [32768]',
        'SO_BROADCAST, [1]',
        'IPV6_UNICAST_HOPS, [33]',
        'IPV6_MULTICAST_HOPS, [9]',
        'IPV6_MULTICAST_LOOP, [0]',
        'IPV6_MULTICAST_IF, [1]',
      ]),
    )
    const live = { broadcast: false, ttl: 12, multicastTtl: 3, multicastLoopback: true }
    const changed = await given(test, () => Promise.resolve(expect(made.set(live)).toBe(false)))
    expect(changed).toEqual([
      'SO_BROADCAST, [0]',
      'IPV6_UNICAST_HOPS, [12]',
      'IPV6_MULTICAST_HOPS, [3]',
      'IPV6_MULTICAST_LOOP, [1]',
    ])
    for (const later of [{ ipv6Only: false }, { reuseAddress: false }, { sendBuffer: 0 }]) {
      expect(made.set(later)).toBe(true)
    }
  })

  it('is as the options of a TCP server are, at its start, for a client, and when they change', async (test) => {
    const here = await socketFeaturesHere()
    const made = new EndpointUnderTest('tcp-server', {
      address: '::',
      ipv6Only: true,
      noDelay: false,
      keepAlive: true,
      keepAliveDelay: 42_000,
      reusePort: here.has('tcp-reuse-port'),
      typeOfService: here.has('type-of-service') ? 184 : 0,
    })
    endpoints.push(made.endpoint)
    const atStart = await given(test, () => made.endpoint.start())
    expect(atStart).toContain('IPV6_V6ONLY, [1]')
    if (here.has('tcp-reuse-port')) expect(atStart).toContain('SO_REUSEPORT, [1]')

    const accepted = await given(test, async () => {
      const peer = await RawPeer.connectTo(made.local.port, '::1')
      endpoints.push({ stop: () => Promise.resolve(void peer.socket.destroy()) })
      await made.recorder.seen('accepted', 1)
    })
    expect(accepted).toEqual(expect.arrayContaining(['SO_KEEPALIVE, [1]', 'TCP_KEEPIDLE, [42]']))
    expect(accepted).not.toContain('TCP_NODELAY, [1]')
    if (here.has('type-of-service')) expect(accepted).toContain('IPV6_TCLASS, [184]')

    const live = { noDelay: true, keepAliveDelay: 7_000 }
    const changed = await given(test, () => Promise.resolve(expect(made.set(live)).toBe(false)))
    expect(changed).toEqual(expect.arrayContaining(['TCP_NODELAY, [1]', 'TCP_KEEPIDLE, [7]']))
    const off = await given(test, () => Promise.resolve(made.set({ keepAlive: false })))
    expect(off).toContain('SO_KEEPALIVE, [0]')
    made.set({ resetOnClose: true })
    const atEnd = await given(test, () => made.endpoint.stop())
    expect(atEnd).toContain('SO_LINGER, {l_onoff=1, l_linger=0}')
  })

  it('is as the options of a TCP client are', async (test) => {
    const server = new EndpointUnderTest('tcp-server', { address: '127.0.0.1' })
    await server.endpoint.start()
    const client = new EndpointUnderTest('tcp-client', {
      host: '127.0.0.1',
      port: server.local.port,
      keepAlive: true,
      keepAliveDelay: 5_000,
    })
    endpoints.push(client.endpoint, server.endpoint)
    const connected = await given(test, () => client.endpoint.start())
    expect(connected).toEqual(
      expect.arrayContaining(['TCP_NODELAY, [1]', 'SO_KEEPALIVE, [1]', 'TCP_KEEPIDLE, [5]']),
    )
  })
})
