import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkEndpoint } from '../../src/main/engine/endpoints/check-endpoint'
import { EndpointUnderTest } from '../support/endpoint-under-test'
import { EngineWindow } from '../support/engine-window'
import { pkcs12File } from '../support/pkcs12-file'
import { RealPrograms, withProgram } from '../support/real-programs'
import { testCertificates } from '../support/test-certificates'

const programs = new RealPrograms()
const passphrase = 'open sesame'
const all = { from: 0, count: 9, show: 'all', search: '' } as const
let folder = ''
let ca = ''
let window: EngineWindow

beforeAll(async () => {
  folder = await programs.folder()
  ca = await testCertificates.authorityFile()
})
afterAll(() => programs.end())
beforeEach(async () => {
  window = await EngineWindow.open()
})
afterEach(() => window.close())

/** A PKCS#12 file with a certificate of the CA for `name`, which the passphrase opens. */
async function pkcs12(name: string): Promise<string> {
  const pair = await testCertificates.certificate('own-ca', [name])
  return pkcs12File(folder, name, pair, passphrase)
}

/** Who a side is, and whom it trusts, by the names that `of` gives the options. */
function identity(pfx: string, keyLog: string, of = (name: string) => name) {
  return {
    [of('tls')]: 'direct',
    [of('tlsPfx')]: pfx,
    [of('tlsPassphrase')]: passphrase,
    [of('tlsCa')]: ca,
    [of('tlsKeyLog')]: join(folder, keyLog),
  }
}
const ofTarget = (name: string) => `targetT${name.slice(1)}`

const secretsOf = async (keyLog: string) =>
  [...(await readFile(join(folder, keyLog), 'utf8')).matchAll(/^[A-Z_]+/gm)].map(([word]) => word)

describe('who the two sides of a relay are', () => {
  withProgram(
    'openssl',
    'both may show a certificate, from PKCS#12 files whose passphrases no workspace has',
    async () => {
      const [near, here, there] = await Promise.all([
        pkcs12('near.test'),
        pkcs12('localhost'),
        pkcs12('there.test'),
      ])
      const server = await window.endpoint('tcp-server', 'Target', {
        port: 0,
        echo: true,
        ...identity(there, 'target.keys'),
        tlsClientCert: 'require',
        tlsAlpn: 'other, echo',
      })
      const relay = await window.endpoint('relay', 'Relay', {
        port: 0,
        targetPort: window.port(server),
        ...identity(here, 'clients.keys'),
        tlsClientCert: 'require',
        ...identity(here, 'to-target.keys', ofTarget),
        targetTlsServername: 'there.test',
        targetTlsAlpn: 'echo',
      })
      const client = await window.endpoint('tcp-client', 'Client', {
        host: '127.0.0.1',
        port: window.port(relay),
        ...identity(near, 'client.keys'),
        tlsServername: 'localhost',
      })
      await window.untilState(client, 'connected')
      await window.send(client, 'mutual')
      await window.until(client, ({ counters }) => counters.receivedBytes === 6)
      const { rows } = await window.session.call('endpoint.peers', { endpoint: relay, ...all })
      expect(rows[0]?.legs).toMatchObject({
        client: { session: { trust: 'verified', chain: [{ names: ['near.test'] }, {}] } },
        target: { session: { trust: 'verified', alpn: 'echo', chain: [{ names: ['there.test'] }, {}] } },
      })
      expect(await secretsOf('clients.keys')).toContain('SERVER_TRAFFIC_SECRET_')
      expect(await secretsOf('to-target.keys')).toContain('CLIENT_TRAFFIC_SECRET_')
      // The workspace does not have them, and opens with them again.
      const path = join(window.folder, 'other.json')
      await window.session.call('workspace.saveAs', { path, overwrite: false })
      expect(await readFile(path, 'utf8')).not.toContain(passphrase)
      await window.session.call('workspace.open', { path, create: false })
      await window.session.call('endpoint.start', { endpoint: relay })
    },
  )

  withProgram('openssl', 'a wrong passphrase is told of the side that has it', async () => {
    const pfx = await pkcs12('localhost')
    const options = { targetTls: 'direct', targetTlsPfx: pfx } as const
    const secret = (name: string) => (name === 'targetTlsPassphrase' ? 'wrong' : passphrase)
    const found = await checkEndpoint('relay', options, null, { secret, certificates: testCertificates })
    expect(found.map(({ option, failure }) => [option, failure.code])).toEqual([
      ['targetTlsPassphrase', 'E_TLS_PASSPHRASE'],
    ])
    const made = new EndpointUnderTest('relay', options, undefined, undefined, undefined, { secret })
    await expect(made.endpoint.start()).rejects.toMatchObject({ details: { option: 'targetTlsPassphrase' } })
  })

  it('no key log of either is written for a workspace that waits for consent', async () => {
    for (const [option, tls] of [
      ['tlsKeyLog', { tls: 'direct', tlsIdentity: 'self-signed' }],
      ['targetTlsKeyLog', { targetTls: 'direct' }],
    ] as const) {
      const options = { ...tls, [option]: join(folder, 'foreign.log') }
      const made = new EndpointUnderTest('relay', options, undefined, undefined, undefined, {
        mayAct: () => false,
      })
      await expect(made.endpoint.start()).rejects.toMatchObject({
        code: 'E_TLS_KEYLOG_CONSENT',
        details: { option },
      })
    }
  })
})
