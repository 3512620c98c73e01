import { once } from 'node:events'
import { symlink, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { probeBind } from '../../src/main/engine/network/bind-probe'
import type { EndpointOptions } from '../../src/shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { RawPeer, RawServer } from '../support/raw-peer'
import { listening, RealPrograms, withProgram } from '../support/real-programs'
import { testCertificates } from '../support/test-certificates'
import { TlsPeer } from '../support/tls-peer'

const programs = new RealPrograms()
const endpoints: { stop(): Promise<void> }[] = []
const servers: RawServer[] = []
const all = { from: 0, count: 9, show: 'all', search: '' } as const
const ownCa = { tls: 'direct', tlsIdentity: 'own-ca' } as const

afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.stop()))
  for (const one of servers.splice(0)) one.close()
  await programs.end()
})

function made<K extends EndpointKind>(kind: K, options: Partial<EndpointOptions<K>>): EndpointUnderTest<K> {
  const under = new EndpointUnderTest(kind, options)
  endpoints.push(under.endpoint)
  return under
}

async function started<K extends EndpointKind>(kind: K, options: Partial<EndpointOptions<K>>) {
  const under = made(kind, options)
  await under.endpoint.start()
  return under
}

async function rawServer(): Promise<RawServer> {
  const server = await RawServer.listen()
  servers.push(server)
  return server
}

/** The legs of its first peer. */
function legs(relay: EndpointUnderTest<'relay'>) {
  return relay.endpoint.peers(all).rows[0]?.legs
}

describe('TLS on the sides of a relay', () => {
  it('with clients: takes it off, passes on a half-close, and shows the session of that leg', async () => {
    const target = await rawServer()
    const relay = await started('relay', { ...ownCa, targetPort: target.port })
    const arrives = target.next()
    const ca = (await testCertificates.authority()).cert
    const client = await TlsPeer.connectTls(relay.local.port, { ca, rejectUnauthorized: true })
    const there = await arrives
    client.socket.end('in secret')
    await there.fin()
    expect(there.received.toString()).toBe('in secret')
    there.socket.end('answer')
    await client.fin()
    expect(client.received.toString()).toBe('answer')
    await relay.recorder.seen('closed', 1)
    expect(legs(relay)).toMatchObject({
      client: { session: { version: 'TLSv1.3' } },
      target: { session: null },
    })
    const secured = relay.recorder.records.flatMap(({ event }) =>
      event?.event === 'secured' ? [event.leg] : [],
    )
    expect(secured).toEqual(['client'])
    expect(relay.recorder.bytes(1, 'in').toString()).toBe('in secret')
  })

  it('with the target: verifies its certificate, and puts it on what clients sent in plain text', async () => {
    const server = await started('tcp-server', { ...ownCa, echo: true })
    const targetTlsCa = await testCertificates.authorityFile()
    const relay = await started('relay', { targetTls: 'direct', targetTlsCa, targetPort: server.local.port })
    const client = await RawPeer.connectTo(relay.local.port)
    client.socket.write('plain')
    expect((await client.has(5)).toString()).toBe('plain')
    expect(legs(relay)).toMatchObject({
      client: { session: null },
      target: { state: 'open', session: { trust: 'verified', problem: null } },
    })
    expect(server.recorder.bytes(1, 'in').toString()).toBe('plain')
    client.socket.resetAndDestroy()
    await server.recorder.seen('closed', 1)
    expect(server.recorder.events('closed')[0]?.end).toEqual({ by: 'peer', how: 'reset' })
  })

  it('with the target: ends the client where the certificate is refused, and goes on', async () => {
    const server = await started('tcp-server', { tls: 'direct', tlsIdentity: 'self-signed' })
    const relay = await started('relay', { targetTls: 'direct', targetPort: server.local.port })
    const client = await RawPeer.connectTo(relay.local.port)
    await client.fin()
    expect(await relay.recorder.seen('handshake-failed', 1)).toMatchObject({
      leg: 'target',
      failure: { code: 'E_TLS_SELF_SIGNED' },
      session: { trust: 'refused' },
    })
    expect(relay.state.is).toBe('listening')
    relay.set({ targetTlsVerify: false })
    await relay.endpoint.stop()
    await relay.endpoint.start()
    const again = await RawPeer.connectTo(relay.local.port)
    again.socket.write('taken')
    await server.recorder.until(() => server.recorder.bytes(2, 'in').length === 5)
    expect(legs(relay)?.target.session).toMatchObject({ trust: 'unasked', problem: expect.any(String) })
  })

  it('tells plain text sent to the side of the clients, and asks no target', async () => {
    const target = await rawServer()
    const relay = await started('relay', { ...ownCa, targetPort: target.port })
    const client = await RawPeer.connectTo(relay.local.port)
    client.socket.write('GET / HTTP/1.1\r\n\r\n')
    expect(await relay.recorder.seen('handshake-failed', 1)).toMatchObject({
      leg: 'client',
      failure: { code: 'E_TLS_PLAIN_TEXT' },
    })
    await relay.recorder.seen('closed', 1)
    expect(target.peers).toEqual([])
  })

  it('tells a target that speaks plain text', async () => {
    const target = await rawServer()
    const relay = await started('relay', { targetTls: 'direct', targetPort: target.port })
    const arrives = target.next()
    const client = await RawPeer.connectTo(relay.local.port)
    const there = await arrives
    there.socket.write('220 mail.example ready\r\n')
    await client.fin()
    expect(await relay.recorder.seen('handshake-failed', 1)).toMatchObject({
      leg: 'target',
      failure: { code: 'E_TLS_PLAIN_TEXT' },
    })
    await relay.recorder.seen('closed', 1)
    expect(relay.recorder.eventNames(1).at(-1)).toBe('closed')
  })

  it('names the option of its own where one of the target is wrong, and can be started again', async () => {
    const relay = made('relay', { targetTls: 'direct', targetTlsCa: '/nowhere/ca.pem' })
    await expect(relay.endpoint.start()).rejects.toMatchObject({
      code: 'E_TLS_FILE',
      details: { option: 'targetTlsCa' },
    })
    relay.set({ targetTlsCa: '' })
    await relay.endpoint.start()
    expect(relay.state.is).toBe('listening')
  })

  it('closes while a target never answers the handshake', async () => {
    const target = await rawServer()
    const relay = await started('relay', { targetTls: 'direct', targetPort: target.port })
    const arrives = target.next()
    const client = await RawPeer.connectTo(relay.local.port)
    const there = await arrives
    await relay.recorder.seen('connected', 1)
    expect(legs(relay)?.target.state).toBe('securing')
    await relay.endpoint.stop()
    await client.fin()
    await there.fin()
    expect(relay.recorder.eventNames(1).at(-1)).toBe('closed')
  })
})

describe.skipIf(process.platform === 'win32')('Unix sockets on the sides of a relay', () => {
  it('carry what clients send to a port, and back', async () => {
    const target = await rawServer()
    const path = join(await programs.folder(), 'clients')
    const relay = await started('relay', { transport: 'unix', listenPath: path, targetPort: target.port })
    expect(relay.local).toEqual({ address: `unix:${path}`, port: 0 })
    const arrives = target.next()
    const socket = connect({ path, allowHalfOpen: true })
    await once(socket, 'connect')
    const client = new RawPeer(socket)
    const there = await arrives
    client.socket.end('by path')
    await there.fin()
    expect(there.received.toString()).toBe('by path')
    there.socket.end('back')
    await client.fin()
    expect(client.received.toString()).toBe('back')
    await relay.recorder.seen('closed', 1)
    expect(legs(relay)?.client.remote?.address).toBe('unix:unnamed')
  })

  it('are a target as any other, a missing one told', async () => {
    const path = join(await programs.folder(), 'target')
    const relay = await started('relay', { targetTransport: 'unix', targetPath: path })
    const early = await RawPeer.connectTo(relay.local.port)
    await early.fin()
    expect(await relay.recorder.seen('connect-failed', 1)).toMatchObject({
      leg: 'target',
      failure: { code: 'E_SOCKET_MISSING' },
    })
    const server = createServer((socket) => socket.pipe(socket)).listen(path)
    await once(server, 'listening')
    const client = await RawPeer.connectTo(relay.local.port)
    client.socket.write('echo')
    expect((await client.has(4)).toString()).toBe('echo')
    expect(relay.endpoint.peers(all).rows[1]?.legs?.target.remote?.address).toBe(`unix:${path}`)
    client.socket.end()
    await client.fin()
    server.close()
  })

  it('are refused as the relay itself, by another path too', async () => {
    const folder = await programs.folder()
    const listenPath = join(folder, 'one')
    await symlink(listenPath, join(folder, 'other'))
    for (const name of ['one', 'other']) {
      const options = {
        transport: 'unix',
        listenPath,
        targetTransport: 'unix',
        targetPath: join(folder, name),
      } as const
      const relay = made('relay', options)
      await expect(relay.endpoint.start()).rejects.toMatchObject({ code: 'E_RELAY_LOOP' })
      relay.set({ targetPath: join(folder, 'third') })
      await relay.endpoint.start()
      expect(relay.state.is).toBe('listening')
      await relay.endpoint.stop()
    }
  })
})

describe('a relay with TLS and', () => {
  withProgram('nginx', 'curl trusts its certificate and gets a page from behind TLS', async () => {
    const port = await probeBind('tcp', '127.0.0.1', 0)
    const prefix = await programs.folder()
    const ca = await testCertificates.authorityFile()
    const { cert, key } = await testCertificates.certificate('own-ca', ['127.0.0.1'])
    await writeFile(join(prefix, 'cert'), cert)
    await writeFile(join(prefix, 'key'), key)
    const config = `daemon off; master_process off; pid ${prefix}/pid; error_log ${prefix}/log;
      events {}
      http { access_log off; client_body_temp_path ${prefix}; proxy_temp_path ${prefix};
        fastcgi_temp_path ${prefix}; uwsgi_temp_path ${prefix}; scgi_temp_path ${prefix};
        server { listen 127.0.0.1:${port} ssl; ssl_certificate ${prefix}/cert; ssl_certificate_key ${prefix}/key;
          location / { return 200 "page by nginx"; } } }`
    await writeFile(join(prefix, 'nginx.conf'), config)
    programs.run('nginx', ['-p', prefix, '-c', join(prefix, 'nginx.conf')])
    await listening(port)
    const relay = await started('relay', { ...ownCa, targetTls: 'direct', targetTlsCa: ca, targetPort: port })
    const url = `https://127.0.0.1:${relay.local.port}/`
    const curl = programs.run('curl', ['-s', '--max-time', '10', '--cacert', ca, url])
    await once(curl, 'exit')
    expect(curl.text()).toBe('page by nginx')
    expect(relay.recorder.bytes(1, 'in').toString()).toMatch(/^GET \/ HTTP\/1\.1\r\n/)
    expect(legs(relay)).toMatchObject({ target: { session: { trust: 'verified' } } })
  })

  withProgram('openssl', 's_client verifies it, and both protocols are agreed on', async () => {
    const server = await started('tcp-server', { echo: true })
    const relay = await started('relay', { ...ownCa, tlsAlpn: 'echo', targetPort: server.local.port })
    const ca = await testCertificates.authorityFile()
    const words = [
      '-connect',
      `127.0.0.1:${relay.local.port}`,
      '-CAfile',
      ca,
      '-verify_return_error',
      '-alpn',
      'echo',
    ]
    const client = programs.run('openssl', ['s_client', ...words])
    client.stdin?.write('through openssl\n')
    await expect.poll(client.text).toContain('through openssl\n')
    expect(client.text()).toContain('ALPN protocol: echo')
    expect(legs(relay)?.client.session).toMatchObject({ alpn: 'echo' })
  })

  withProgram('socat', 'comes by a Unix socket and leaves by TLS', async () => {
    const server = await started('tcp-server', { ...ownCa, echo: true })
    const path = join(await programs.folder(), 'clients')
    await started('relay', {
      transport: 'unix',
      listenPath: path,
      targetTls: 'direct',
      targetTlsCa: await testCertificates.authorityFile(),
      targetPort: server.local.port,
    })
    const client = programs.run('socat', ['-t', '5', '-', `UNIX-CONNECT:${path}`])
    client.stdin?.end('by path, then in secret\n')
    await once(client, 'close')
    expect(client.text()).toBe('by path, then in secret\n')
  })
})
