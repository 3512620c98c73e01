import { afterEach, describe, expect, it } from 'vitest'
import type { EndpointOptions } from '../../src/shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import { upgradeProtocols } from '../../src/shared/endpoints/options/tls-beginning-option'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { prosodyDomain, startProsody } from '../support/prosody'
import { RawPeer, RawServer } from '../support/raw-peer'
import { RealPrograms, withProgram } from '../support/real-programs'
import { testCertificates } from '../support/test-certificates'

const programs = new RealPrograms()
const endpoints: { stop(): Promise<void> }[] = []
const servers: RawServer[] = []
const all = { from: 0, count: 9, show: 'all', search: '' } as const

afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.stop()))
  for (const one of servers.splice(0)) one.close()
  await programs.end()
})

async function started<K extends EndpointKind>(kind: K, options: Partial<EndpointOptions<K>>) {
  const under = new EndpointUnderTest(kind, options)
  endpoints.push(under.endpoint)
  await under.endpoint.start()
  return under
}

/** A relay that watches for the dialogue of a protocol before `targetPort`. */
async function relayOf(targetPort: number, options: Partial<EndpointOptions<'relay'>>) {
  const targetTlsCa = await testCertificates.authorityFile()
  return started('relay', { tlsIdentity: 'own-ca', targetTlsCa, targetPort, ...options })
}

/** The same before a server of the test, with a client. */
async function between(options: Partial<EndpointOptions<'relay'>>) {
  const target = await RawServer.listen()
  servers.push(target)
  const relay = await relayOf(target.port, options)
  const arrives = target.next()
  const client = await RawPeer.connectTo(relay.local.port)
  return { relay, client, there: await arrives }
}

/** A client that does not come to TLS. */
async function failing(relay: EndpointUnderTest<'relay'>, options: Partial<EndpointOptions<'tcp-client'>>) {
  const under = new EndpointUnderTest('tcp-client', { host: 'localhost', port: relay.local.port, ...options })
  endpoints.push(under.endpoint)
  await expect(under.endpoint.start()).rejects.toThrow()
  return under
}

const secured = ({ recorder }: EndpointUnderTest<'relay'>) => recorder.events('secured').map(({ leg }) => leg)

describe('a relay that watches for an upgrade to TLS', () => {
  it.each(upgradeProtocols)('becomes TLS on both sides by the dialogue of %s', async (protocol) => {
    const server = await started('tcp-server', { tls: protocol, tlsIdentity: 'own-ca', echo: true })
    const relay = await relayOf(server.local.port, { tls: protocol })
    const client = await started('tcp-client', {
      host: 'localhost',
      port: relay.local.port,
      tls: protocol,
      tlsCa: await testCertificates.authorityFile(),
    })
    await client.recorder.seen('secured')
    await client.endpoint.send({ to: 'peers', peers: 'all' }, Buffer.from('inside'))
    await client.recorder.until(() => client.recorder.bytes(1, 'in').includes('inside'))
    expect(secured(relay)).toEqual(['target', 'client'])
    const { legs } = relay.endpoint.peers(all).rows[0]!
    expect(legs).toMatchObject({
      client: { state: 'open', session: { version: 'TLSv1.3' } },
      target: { state: 'open', session: { trust: 'verified' } },
    })
    // The dialogue, and what came inside.
    const came = relay.recorder.bytes(1, 'in')
    expect(came.subarray(-6).toString()).toBe('inside')
    expect(came.length).toBeGreaterThan(6)
  })

  withProgram('openssl', 's_client comes to TLS through it, with each protocol', async () => {
    for (const protocol of upgradeProtocols) {
      const server = await started('tcp-server', { tls: protocol, tlsIdentity: 'own-ca', echo: true })
      const relay = await relayOf(server.local.port, { tls: protocol, framing: 'none' })
      const ca = await testCertificates.authorityFile()
      const client = programs.run('openssl', [
        's_client',
        ...['-connect', `127.0.0.1:${relay.local.port}`, '-starttls', protocol],
        ...['-CAfile', ca, '-verify_return_error'],
      ])
      await relay.recorder.until(() => secured(relay).length === 2)
      client.stdin?.write(`by ${protocol}\n`)
      await expect.poll(client.text, { timeout: 10_000 }).toContain(`by ${protocol}\n`)
      expect(relay.recorder.bytes(1, 'in').toString()).toContain(`by ${protocol}\n`)
    }
  })

  withProgram(
    'prosody',
    'clients of an XMPP server come to TLS through it, and what they say is read',
    async () => {
      const { port, cert } = await startProsody(programs)
      const target = { targetTlsCa: cert, targetTlsServername: prosodyDomain }
      const relay = await relayOf(port, { tls: 'xmpp', ...target })
      const client = await started('tcp-client', {
        host: prosodyDomain,
        port: relay.local.port,
        tls: 'xmpp',
        tlsCa: await testCertificates.authorityFile(),
      })
      await client.recorder.seen('secured')
      const head = `<stream:stream to='${prosodyDomain}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`
      await client.endpoint.send({ to: 'remote' }, Buffer.from(head))
      // Prosody offers SASL PLAIN behind TLS alone.
      await client.recorder.until(() => client.recorder.bytes(1, 'in').includes('PLAIN'))
      expect(relay.recorder.bytes(1, 'out').toString()).toContain('PLAIN')
    },
  )

  it.each([
    ['a client that does not wait for the answer', 'line'],
    ['the same, unframed', 'none'],
  ] as const)('refuses plain text pipelined into it: %s', async (_what, framing) => {
    const { relay, client, there } = await between({ tls: 'imap', framing })
    there.socket.write('* OK ready\r\n')
    await client.has(12)
    client.socket.write('a1 STARTTLS\r\na2 LOGIN injected\r\n')
    expect(await relay.recorder.seen('upgrade-refused', 1)).toMatchObject({
      failure: { code: 'E_UPGRADE_PIPELINED' },
    })
    expect(await client.closed).toMatchObject({ error: 'ECONNRESET' })
    await there.closed
    expect(there.received.toString()).not.toContain('injected')
    expect(secured(relay)).toEqual([])
    expect(relay.state.is).toBe('listening')
  })

  it.each(['line', 'none'] as const)(
    'refuses what the server sends behind its answer, framed by %s',
    async (framing) => {
      const { relay, client, there } = await between({ tls: 'smtp', framing })
      there.socket.write('220 ready\r\n')
      await client.has(11)
      client.socket.write('STARTTLS\r\n')
      await there.has(10)
      there.socket.write('220 begin\r\n250 injected\r\n')
      expect(await relay.recorder.seen('upgrade-refused', 1)).toMatchObject({
        failure: { code: 'E_UPGRADE_PIPELINED', details: { bytes: 14 } },
      })
      await client.closed
    },
  )

  it('goes on in plain text where the server refuses, and upgrades later', async () => {
    const { relay, client, there } = await between({ tls: 'imap' })
    client.socket.write('a1 STARTTLS\r\n')
    await there.has(13)
    there.socket.write('a1 NO not now\r\n')
    await client.has(15)
    client.socket.write('a2 NOOP\r\n')
    await there.has(22)
    client.socket.write('a3 STARTTLS\r\n')
    await there.has(35)
    there.socket.write('a3 OK begin\r\n')
    expect((await client.has(28)).toString()).toContain('a3 OK begin')
    // The hello of TLS comes behind the dialogue.
    expect((await there.has(36))[35]).toBe(0x16)
    there.socket.destroy()
    await client.fin()
    await relay.recorder.seen('closed', 1)
    expect(relay.recorder.eventNames(1).at(-1)).toBe('closed')
  })

  it('ends the client where the target fails its handshake', async () => {
    const server = await started('tcp-server', { tls: 'smtp', tlsIdentity: 'self-signed' })
    const relay = await relayOf(server.local.port, { tls: 'smtp' })
    const client = await failing(relay, { tls: 'smtp' })
    expect(await relay.recorder.seen('handshake-failed', 1)).toMatchObject({
      leg: 'target',
      failure: { code: 'E_TLS_SELF_SIGNED' },
    })
    await relay.recorder.seen('closed', 1)
    await client.recorder.seen('closed', 1)
    expect(relay.state.is).toBe('listening')
  })

  it('ends the target where the client refuses the certificate', async () => {
    const server = await started('tcp-server', { tls: 'imap', tlsIdentity: 'own-ca' })
    const relay = await relayOf(server.local.port, { tls: 'imap', tlsIdentity: 'self-signed' })
    await failing(relay, { tls: 'imap' })
    expect(await relay.recorder.seen('handshake-failed', 1)).toMatchObject({ leg: 'client' })
    await relay.recorder.seen('closed', 1)
    await server.recorder.seen('closed', 1)
  })
})
