import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeAuthority, makeCertificate } from '../../src/main/engine/certificates/make-certificate'
import { probeBind } from '../../src/main/engine/network/bind-probe'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import type { EndpointOptions } from '../../src/shared/endpoints/endpoint-config'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { listening, RealPrograms, withProgram } from '../support/real-programs'

const programs = new RealPrograms()
const shared = new RealPrograms()
const endpoints: { stop(): Promise<void> }[] = []
const dayMs = 86_400_000

/** Files of one CA, and of certificates that it or nobody signed. */
const files: Record<string, string> = {}

async function file(name: string, text: string): Promise<string> {
  files[name] ??= join(files['folder']!, name)
  await writeFile(files[name], text)
  return files[name]
}

beforeAll(async () => {
  files['folder'] = await shared.folder()
  const between = (from: number, to: number) => ({
    from: new Date(Date.now() + from * dayMs),
    to: new Date(Date.now() + to * dayMs),
  })
  const ca = await makeAuthority(between(-10, 10))
  await file('ca', ca.cert)
  const kinds = {
    good: { names: ['localhost', '127.0.0.1'], valid: between(-1, 1), issuer: ca },
    expired: { names: ['localhost', '127.0.0.1'], valid: between(-3, -1), issuer: ca },
    future: { names: ['localhost', '127.0.0.1'], valid: between(1, 2), issuer: ca },
    named: { names: ['other.example'], valid: between(-1, 1), issuer: ca },
    selfSigned: { names: ['localhost', '127.0.0.1'], valid: between(-1, 1), issuer: null },
  }
  for (const [name, { names, valid, issuer }] of Object.entries(kinds)) {
    const { cert, key } = await makeCertificate(names, valid, issuer)
    await file(name, `${cert}\n${key}`)
  }
})

afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.stop().catch(() => undefined)))
  await programs.end()
})
afterAll(() => shared.end())

function made<K extends EndpointKind>(kind: K, options: Partial<EndpointOptions<K>>) {
  const under = new EndpointUnderTest(kind, options)
  endpoints.push(under.endpoint)
  return under
}

/** `openssl s_server` with one of the certificates. */
async function sServer(cert: string, ...words: string[]) {
  const port = await probeBind('tcp', '127.0.0.1', 0)
  const server = programs.run('openssl', [
    ...['s_server', '-accept', `127.0.0.1:${port}`, '-cert', files[cert]!, '-key', files[cert]!],
    ...words,
  ])
  await expect.poll(() => server.text(), { timeout: 10_000 }).toContain('ACCEPT')
  return { port, server }
}

/** `openssl s_client`, connected to `port`. */
const sClient = (port: number, ...words: string[]) =>
  programs.run('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...words])

/** Why a client could not start. */
async function failed(options: Partial<EndpointOptions<'tcp-client'>>) {
  const client = made('tcp-client', { tls: 'direct', ...options })
  const thrown: unknown = await client.endpoint.start().then(
    () => null,
    (failure: unknown) => failure,
  )
  return { client, thrown }
}

describe('a TLS client and', () => {
  withProgram('openssl', 's_server: agrees, shows the session, and exchanges bytes', async () => {
    const { port, server } = await sServer('good', '-alpn', 'h2,echo')
    const client = made('tcp-client', {
      tls: 'direct',
      host: 'localhost',
      port,
      tlsCa: files['ca']!,
      tlsAlpn: 'echo',
    })
    await client.endpoint.start()
    const { session } = client.recorder.events('secured')[0]!
    expect(session).toMatchObject({
      version: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      alpn: 'echo',
      serverName: 'localhost',
      trust: 'verified',
      problem: null,
    })
    expect(session.chain.map(({ subject }) => subject)).toEqual(['CN=localhost', 'CN=Sockwright own CA'])
    expect(session.chain[0]?.names).toEqual(['localhost', '127.0.0.1'])
    expect(session.chain[0]?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    await client.endpoint.send({ to: 'remote' }, Buffer.from('hello\n'))
    await expect.poll(() => server.text(), { timeout: 5_000 }).toContain('hello')
    server.stdin!.write('back\n')
    await client.recorder.until(() => client.recorder.bytes(1, 'in').toString() === 'back\n')
  })

  const refusals: readonly [string, string, string, Partial<EndpointOptions<'tcp-client'>>, string[]][] = [
    ['expired', 'E_TLS_EXPIRED', 'expired', {}, []],
    ['not yet valid', 'E_TLS_NOT_YET_VALID', 'future', {}, []],
    ['for another name', 'E_TLS_WRONG_NAME', 'named', {}, []],
    ['self-signed', 'E_TLS_SELF_SIGNED', 'selfSigned', {}, []],
    ['of an unknown CA', 'E_TLS_UNKNOWN_CA', 'good', { tlsCa: '' }, []],
  ]
  for (const [what, code, cert, options, words] of refusals) {
    withProgram('openssl', `s_server: refuses a certificate that is ${what}`, async () => {
      const { port } = await sServer(cert, ...words)
      const { client, thrown } = await failed({ port, tlsCa: files['ca']!, ...options })
      expect(thrown).toMatchObject({ code })
      expect(client.recorder.events('handshake-failed')[0]).toMatchObject({ failure: { code } })
      expect(client.recorder.events('handshake-failed')[0]?.session?.trust).toBe('refused')
      expect(client.recorder.eventNames(1)).toEqual(['connected', 'handshake-failed', 'closed'])
      // It can be started again, and takes it when it is told to.
      client.set({ tlsVerify: false })
      await client.endpoint.start()
      expect(client.recorder.events('secured')[0]?.session.trust).toBe('unasked')
    })
  }

  withProgram('openssl', 's_server: tells that there is no cipher in common', async () => {
    const { port } = await sServer('good', '-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-GCM-SHA256')
    const { thrown } = await failed({
      port,
      tlsCa: files['ca']!,
      tlsCiphers: 'ECDHE-ECDSA-AES256-GCM-SHA384',
      tlsMaxVersion: 'TLSv1.2',
    })
    expect(thrown).toMatchObject({ code: 'E_TLS_NO_SHARED_CIPHER' })
  })

  withProgram('openssl', 's_server: tells that there is no version in common', async () => {
    const { port } = await sServer('good', '-tls1_2')
    const { thrown } = await failed({ port, tlsCa: files['ca']!, tlsMinVersion: 'TLSv1.3' })
    expect(thrown).toMatchObject({ code: 'E_TLS_NO_SHARED_VERSION' })
  })

  withProgram('openssl', 's_server: tells that a client certificate is missing, and gives one', async () => {
    const { port, server } = await sServer(
      'good',
      '-Verify',
      '1',
      '-CAfile',
      files['ca']!,
      '-verify_return_error',
    )
    const { client } = await failed({ port, tlsCa: files['ca']! })
    // With TLS 1.3 the server judges when the client has finished already.
    await expect
      .poll(() => client.recorder.events('closed')[0]?.end, { timeout: 5_000 })
      .toMatchObject({ by: 'failure', failure: { code: 'E_TLS_CLIENT_CERT_MISSING' } })
    const mutual = made('tcp-client', {
      tls: 'direct',
      port,
      tlsCa: files['ca']!,
      tlsCert: files['good']!,
    })
    await mutual.endpoint.start()
    await mutual.endpoint.send({ to: 'remote' }, Buffer.from('mutual\n'))
    await expect.poll(() => server.text(), { timeout: 5_000 }).toContain('mutual')
  })

  withProgram(
    'openssl',
    's_server: tells that TLS 1.2 wants a client certificate, not another cipher',
    async () => {
      const { port } = await sServer('good', '-Verify', '1', '-CAfile', files['ca']!, '-tls1_2')
      const { thrown } = await failed({ port, tlsCa: files['ca']! })
      expect(thrown).toMatchObject({ code: 'E_TLS_CLIENT_CERT_MISSING' })
    },
  )

  withProgram('openssl', 's_server: tells that its own certificate is refused', async () => {
    const { port } = await sServer('good', '-Verify', '1', '-CAfile', files['ca']!, '-verify_return_error')
    const client = made('tcp-client', {
      tls: 'direct',
      port,
      tlsCa: files['ca']!,
      tlsCert: files['selfSigned']!,
    })
    await client.endpoint.start().catch(() => undefined)
    await expect
      .poll(() => client.recorder.events('closed')[0]?.end, { timeout: 5_000 })
      .toMatchObject({ by: 'failure', failure: { code: 'E_TLS_CERT_REFUSED' } })
  })

  it('tells that the other side speaks plain text, or nothing at all', async () => {
    const plain = createServer((socket) => socket.on('error', () => undefined).write('220 mail ESMTP\r\n'))
    plain.listen(0, '127.0.0.1')
    await once(plain, 'listening')
    const { port } = plain.address() as { port: number }
    const { thrown } = await failed({ port })
    expect(thrown).toMatchObject({ code: 'E_TLS_PLAIN_TEXT' })
    plain.close()

    const silent = createServer((socket) => socket.on('error', () => undefined).resume())
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address() as { port: number }
    const { thrown: late } = await failed({ port: address.port, tlsHandshakeTimeout: 100 })
    expect(late).toMatchObject({ code: 'E_TLS_TIMEOUT' })
    silent.close()

    const closing = createServer((socket) => void socket.on('error', () => undefined).end())
    closing.listen(0, '127.0.0.1')
    await once(closing, 'listening')
    const { thrown: gone } = await failed({ port: (closing.address() as { port: number }).port })
    expect(gone).toMatchObject({ code: 'E_TLS_CLOSED' })
    closing.close()
  })

  it('a plain client is told that the server answers with an alert', async () => {
    const alert = Buffer.from('15030100020246', 'hex')
    const strict = createServer((socket) => void socket.on('error', () => undefined).end(alert))
    strict.listen(0, '127.0.0.1')
    await once(strict, 'listening')
    const client = made('tcp-client', { port: (strict.address() as { port: number }).port })
    await client.endpoint.start()
    await client.recorder.seen('tls-on-plain')
    expect(client.recorder.events('tls-on-plain')).toEqual([{ event: 'tls-on-plain', record: 'alert' }])
    strict.close()
  })

  withProgram('nginx', 'gets a page over TLS', async () => {
    const [port, folder] = [await probeBind('tcp', '127.0.0.1', 0), await programs.folder()]
    await writeFile(join(folder, 'index.html'), 'page over TLS')
    await writeFile(
      join(folder, 'nginx.conf'),
      `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/errors;
       events {} http { access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder};
       fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
       server { listen 127.0.0.1:${port} ssl; ssl_certificate ${files['good']}; ssl_certificate_key ${files['good']};
       root ${folder}; } }`,
    )
    programs.run('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'errors')])
    await listening(port)
    const client = made('tcp-client', { tls: 'direct', port, tlsCa: files['ca']! })
    await client.endpoint.start()
    await client.endpoint.send({ to: 'remote' }, Buffer.from('GET / HTTP/1.0\r\n\r\n'))
    await client.recorder.seen('closed')
    expect(client.recorder.bytes(1, 'in').toString()).toContain('page over TLS')
    expect(client.recorder.events('closed')[0]?.end).toEqual({ by: 'peer', how: 'close' })
  })
})

describe('a TLS server and', () => {
  const server = async (options: Partial<EndpointOptions<'tcp-server'>> = {}) => {
    const under = made('tcp-server', { tls: 'direct', tlsCert: files['good']!, ...options })
    await under.endpoint.start()
    return under
  }

  withProgram('openssl', 's_client: agrees on what both can, and exchanges bytes', async () => {
    const under = await server({ echo: true, tlsMaxVersion: 'TLSv1.2', tlsAlpn: 'http/1.1' })
    const client = sClient(
      under.local.port,
      ...[
        '-CAfile',
        files['ca']!,
        '-verify_return_error',
        '-servername',
        'localhost',
        '-alpn',
        'http/1.1',
        '-quiet',
      ],
    )
    client.stdin!.write('ping\n')
    await expect.poll(() => client.text(), { timeout: 5_000 }).toContain('ping')
    expect(under.recorder.events('secured')[0]?.session).toMatchObject({
      version: 'TLSv1.2',
      alpn: 'http/1.1',
      serverName: 'localhost',
      chain: [],
      trust: 'unasked',
    })
  })

  const handshakes: readonly [string, string, Partial<EndpointOptions<'tcp-server'>>, readonly string[]][] = [
    ['no version in common', 'E_TLS_NO_SHARED_VERSION', { tlsMinVersion: 'TLSv1.3' }, ['-tls1_2']],
    [
      'no cipher in common',
      'E_TLS_NO_SHARED_CIPHER',
      { tlsMaxVersion: 'TLSv1.2', tlsCiphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' },
      ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
    ],
    ['no protocol in common', 'E_TLS_NO_SHARED_PROTOCOL', { tlsAlpn: 'h2' }, ['-alpn', 'http/1.1']],
    ['that a client certificate is missing', 'E_TLS_CLIENT_CERT_MISSING', { tlsClientCert: 'require' }, []],
    [
      'that the client refuses our certificate',
      'E_TLS_CERT_REFUSED',
      { tlsMaxVersion: 'TLSv1.2' },
      ['-verify_return_error', '-CAfile', 'selfSigned'],
    ],
  ]
  for (const [what, code, options, words] of handshakes) {
    withProgram('openssl', `s_client: tells ${what}`, async () => {
      const under = await server(options)
      sClient(under.local.port, ...words.map((word) => files[word] ?? word))
      await under.recorder.seen('closed')
      expect(under.recorder.events('handshake-failed')[0]?.failure).toMatchObject({ code })
      expect(under.recorder.eventNames(1)).toEqual(['accepted', 'handshake-failed', 'closed'])
      expect(under.state.is).toBe('listening')
    })
  }

  withProgram('openssl', 's_client: shows a client certificate, and refuses one nobody signed', async () => {
    const under = await server({ tlsClientCert: 'require', tlsCa: files['ca']! })
    const words = (cert: string) => ['-cert', files[cert]!, '-key', files[cert]!, '-quiet']
    sClient(under.local.port, ...words('good'))
    await under.recorder.seen('secured')
    expect(under.recorder.events('secured')[0]?.session).toMatchObject({
      trust: 'verified',
      chain: [{ subject: 'CN=localhost' }, { subject: 'CN=Sockwright own CA' }],
    })
    sClient(under.local.port, ...words('selfSigned'))
    await under.recorder.until(() => under.recorder.eventNames(2).includes('closed'))
    expect(under.recorder.events('handshake-failed')[0]?.failure.code).toBe('E_TLS_SELF_SIGNED')
    expect(under.recorder.eventNames(2)).toEqual(['accepted', 'handshake-failed', 'closed'])
  })

  it('tells that a client speaks plain text', async () => {
    const under = await server()
    const { connect } = await import('node:net')
    const plain = connect(under.local.port, '127.0.0.1').on('error', () => undefined)
    plain.write('GET / HTTP/1.1\r\n\r\n')
    await under.recorder.seen('handshake-failed')
    expect(under.recorder.events('handshake-failed')[0]?.failure.code).toBe('E_TLS_PLAIN_TEXT')
    plain.destroy()
  })

  withProgram('openssl', 's_client: a plain server is told that the client wants TLS', async () => {
    const under = made('tcp-server', {})
    await under.endpoint.start()
    sClient(under.local.port)
    await under.recorder.seen('tls-on-plain')
    expect(under.recorder.events('tls-on-plain')).toEqual([{ event: 'tls-on-plain', record: 'hello' }])
  })
})
