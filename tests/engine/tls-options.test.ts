import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CertificateMaker } from '../../src/main/engine/certificates/certificate-maker'
import { checkEndpoint } from '../../src/main/engine/endpoints/check-endpoint'
import type { EndpointOptions } from '../../src/shared/endpoints/endpoint-config'
import { checkCiphers } from '../../src/main/engine/endpoints/tls/cipher-list'
import { socketSupport } from '../../src/main/engine/network/socket-features'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { RealPrograms, withProgram } from '../support/real-programs'
import { lockedKey, testCertificates } from '../support/test-certificates'
import { TlsPeer } from '../support/tls-peer'

const programs = new RealPrograms()
const files: Record<string, string> = {}

async function file(name: string, content: string): Promise<string> {
  files[name] = join(files['folder']!, name)
  await writeFile(files[name], content)
  return files[name]
}

beforeAll(async () => {
  files['folder'] = await programs.folder()
  const one = await testCertificates.certificate('self-signed', ['one.example'])
  const other = await testCertificates.certificate('self-signed', ['other.example'])
  await file('cert', one.cert)
  await file('key', one.key)
  await file('otherKey', other.key)
  await file('both', `${one.cert}\n${one.key}`)
  await file('text', 'neither certificate nor key')
  await file('brokenCert', one.cert.replace(/[A-Z]{4}/, '!!!!'))
  await file('lockedKey', lockedKey(one.key, 'open sesame'))
})
afterAll(() => programs.end())

/** A server whose passphrase is `passphrase`. */
function withSecret(
  options: Partial<EndpointOptions<'tcp-server'>>,
  passphrase: string,
  mayAct = true,
): EndpointUnderTest<'tcp-server'> {
  return new EndpointUnderTest('tcp-server', options, undefined, undefined, undefined, {
    secret: (name) => (name === 'tlsPassphrase' ? passphrase : ''),
    mayAct: () => mayAct,
  })
}

/** What the form says of options, and what a start fails with: the same. */
async function refused(options: Partial<EndpointOptions<'tcp-server'>>, passphrase = '') {
  const all = { tls: 'direct' as const, ...options }
  const secret = (name: string) => (name === 'tlsPassphrase' ? passphrase : '')
  const found = await checkEndpoint('tcp-server', all, null, { secret, certificates: testCertificates })
  const made = withSecret(all, passphrase)
  const thrown: unknown = await made.endpoint.start().catch((failure: unknown) => failure)
  expect(thrown).toMatchObject({ code: found[0]?.failure.code })
  expect(made.state.is).toBe('failed')
  // It can be started again.
  made.set({ tls: 'off' })
  await made.endpoint.start()
  await made.endpoint.stop()
  return found.map(({ option, failure }) => [option, failure.code])
}

describe('bad TLS options', () => {
  it('name the option, and why', async () => {
    expect(await refused({})).toEqual([['tlsCert', 'E_TLS_CERT_MISSING']])
    expect(await refused({ tlsCert: '/no/such.pem' })).toEqual([['tlsCert', 'E_TLS_FILE']])
    expect(await refused({ tlsCert: files['text'] })).toEqual([['tlsCert', 'E_TLS_CERT_BROKEN']])
    expect(await refused({ tlsCert: files['brokenCert'], tlsKey: files['key'] })).toEqual([
      ['tlsCert', 'E_TLS_CERT_BROKEN'],
    ])
    expect(await refused({ tlsCert: files['cert'] })).toEqual([['tlsKey', 'E_TLS_KEY_MISSING']])
    expect(await refused({ tlsCert: files['cert'], tlsKey: files['text'] })).toEqual([
      ['tlsKey', 'E_TLS_KEY_BROKEN'],
    ])
    expect(await refused({ tlsCert: files['cert'], tlsKey: files['otherKey'] })).toEqual([
      ['tlsKey', 'E_TLS_KEY_MISMATCH'],
    ])
    expect(await refused({ tlsCert: files['cert'], tlsKey: files['lockedKey'] })).toEqual([
      ['tlsPassphrase', 'E_TLS_PASSPHRASE'],
    ])
    expect(await refused({ tlsCert: files['cert'], tlsKey: files['lockedKey'] }, 'wrong')).toEqual([
      ['tlsPassphrase', 'E_TLS_PASSPHRASE'],
    ])
    expect(await refused({ tlsCert: files['both'], tlsCa: files['text'] })).toEqual([
      ['tlsCa', 'E_TLS_CERT_BROKEN'],
    ])
    expect(await refused({ tlsPfx: files['text'] })).toEqual([['tlsPfx', 'E_TLS_PFX_BROKEN']])
    const logged = withSecret(
      { tls: 'direct', tlsCert: files['both'], tlsKeyLog: '/no/such/folder/keys' },
      '',
    )
    await expect(logged.endpoint.start()).rejects.toMatchObject({ code: 'E_TLS_KEYLOG' })
  })

  it('name what is wrong in lists and ranges', async () => {
    const good = { tlsCert: files['both'] }
    expect(await refused({ ...good, tlsCiphers: 'ECDHE-RSA-AES128-GCM-SHA256:NO-SUCH' })).toEqual([
      ['tlsCiphers', 'E_TLS_CIPHER'],
    ])
    expect(await refused({ ...good, tlsMinVersion: 'TLSv1.3', tlsMaxVersion: 'TLSv1.2' })).toEqual([
      ['tlsMinVersion', 'E_TLS_VERSIONS'],
    ])
    expect(await refused({ ...good, tlsAlpn: 'x'.repeat(256) })).toEqual([['tlsAlpn', 'E_TLS_ALPN']])
    expect(await refused({ tlsIdentity: 'self-signed', tlsNames: 'localhost, not a name' })).toEqual([
      ['tlsNames', 'E_TLS_NAMES'],
    ])
  })

  it('are not the ciphers that a form offers', async () => {
    const { ciphers } = await socketSupport()
    expect(ciphers).toContain('ECDHE-RSA-AES128-GCM-SHA256')
    for (const cipher of ciphers) expect(() => checkCiphers(cipher), cipher).not.toThrow()
  })

  it.each(['DEFAULT@SECLEVEL=0', 'HIGH:!aNULL', 'TLS_AES_128_GCM_SHA256', 'ECDHE+AESGCM:!kRSA'])(
    'are not lists such as %s',
    async (tlsCiphers) => {
      const made = new EndpointUnderTest('tcp-server', { tls: 'direct', tlsCert: files['both'], tlsCiphers })
      await made.endpoint.start()
      await made.endpoint.stop()
    },
  )
})

describe('good TLS options', () => {
  it('open a locked key with its passphrase', async () => {
    const options = { tls: 'direct', tlsCert: files['cert'], tlsKey: files['lockedKey'] } as const
    const made = withSecret(options, 'open sesame')
    await made.endpoint.start()
    const peer = await TlsPeer.connectTls(made.local.port)
    expect(peer.tls.getPeerCertificate().subject.CN).toBe('one.example')
    peer.socket.destroy()
    await made.endpoint.stop()
  })

  withProgram('openssl', 'takes a PKCS#12 file with its passphrase, and no other', async () => {
    const pfx = join(files['folder']!, 'both.p12')
    const words = ['pkcs12', '-export', '-in', files['both']!, '-out', pfx, '-passout', 'pass:sesame']
    const program = programs.run('openssl', words)
    await expect.poll(() => program.exitCode, { timeout: 10_000 }).toBe(0)
    const options = { tls: 'direct', tlsPfx: pfx } as const
    expect(await refused(options, 'wrong')).toEqual([['tlsPassphrase', 'E_TLS_PASSPHRASE']])
    const made = withSecret(options, 'sesame')
    await made.endpoint.start()
    const peer = await TlsPeer.connectTls(made.local.port)
    expect(peer.tls.getPeerCertificate().subject.CN).toBe('one.example')
    peer.socket.destroy()
    await made.endpoint.stop()
  })

  it('append a key log in the format of NSS, readable by its owner only', async () => {
    const tlsKeyLog = join(files['folder']!, 'keys.log')
    const made = new EndpointUnderTest('tcp-server', {
      tls: 'direct',
      tlsIdentity: 'self-signed',
      tlsKeyLog,
    })
    await made.endpoint.start()
    const peer = await TlsPeer.connectTls(made.local.port)
    await made.recorder.seen('secured')
    peer.socket.destroy()
    await made.endpoint.stop()
    const lines = (await readFile(tlsKeyLog, 'utf8')).trimEnd().split('\n')
    for (const line of lines) expect(line).toMatch(/^[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]{64,96}$/)
    expect(lines.map((line) => line.split(' ')[0])).toContain('SERVER_TRAFFIC_SECRET_0')
    expect((await stat(tlsKeyLog)).mode & 0o777).toBe(0o600)
  })

  it('write no key log for a workspace that waits for consent', async () => {
    const tlsKeyLog = join(files['folder']!, 'foreign.log')
    const options = { tls: 'direct', tlsIdentity: 'self-signed', tlsKeyLog } as const
    const made = withSecret(options, '', false)
    await expect(made.endpoint.start()).rejects.toMatchObject({ code: 'E_TLS_KEYLOG_CONSENT' })
  })
})

describe('certificates made here', () => {
  it('are for the names and addresses chosen, verified by the CA of this machine, and stay', async () => {
    const ca = await testCertificates.authorityFile()
    const made = new EndpointUnderTest('tcp-server', {
      tls: 'direct',
      tlsIdentity: 'own-ca',
      tlsNames: 'box.example, 127.0.0.1, ::1',
    })
    await made.endpoint.start()
    const mine = new EndpointUnderTest('tcp-client', { tls: 'direct', port: made.local.port, tlsCa: ca })
    await mine.endpoint.start()
    const { session } = mine.recorder.events('secured')[0]!
    expect(session.trust).toBe('verified')
    expect(session.chain[0]?.names).toEqual(['box.example', '127.0.0.1', '0:0:0:0:0:0:0:1'])
    await mine.endpoint.stop()
    await made.endpoint.stop()
    const again = await testCertificates.certificate('own-ca', ['box.example', '127.0.0.1', '::1'])
    expect(again).toEqual(await testCertificates.certificate('own-ca', ['box.example', '127.0.0.1', '::1']))
  })

  it('have keys that only their owner can read', async () => {
    const folder = join(files['folder']!, 'certificates')
    const maker = new CertificateMaker(folder)
    const path = await maker.authorityFile()
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(path.replace('.crt.', '.key.'))).mode & 0o777).toBe(0o600)
  })
})
