import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EventLine } from '../support/command'
import { commandsUnderTest } from '../support/commands-under-test'
import { lockedKey, testCertificates } from '../support/test-certificates'

const commands = commandsUnderTest()
const { start, run } = commands

const text = (line: EventLine) => Buffer.from(String(line['hex']), 'hex').toString()

describe('tls:// addresses', () => {
  it('connect a client that trusts the CA of this machine with a server that it signed', async () => {
    const server = start('listen', 'tls://127.0.0.1:0', '--tls-own-ca', '--echo', '--json')
    const { port } = await server.event('listening')
    const ca = join(commands.folder, 'ca.pem')
    expect((await run('ca-certificate', '-o', ca)).code).toBe(0)
    expect(await readFile(ca, 'utf8')).toContain('BEGIN CERTIFICATE')
    const client = start('connect', `tls://127.0.0.1:${port}`, '--tls-ca', ca, '--send', 'over TLS', '--json')
    const answer = await client.event('data', ({ direction }) => direction === 'in')
    expect(text(answer)).toBe('over TLS')
    expect(await client.event('secured')).toMatchObject({ peer: 1, version: 'TLSv1.3', trust: 'verified' })
    expect(await client.stop()).toBe(0)
    expect(await server.stop()).toBe(0)
  })

  it('end with 2 and a line that says why a certificate is refused, unless any will do', async () => {
    const server = start('listen', 'tls://127.0.0.1:0', '--tls-self-signed', '--tls-names', 'box', '--json')
    const { port } = await server.event('listening')
    const refused = await run('connect', `tls://127.0.0.1:${port}`)
    expect(refused.code).toBe(2)
    const [connected, failed, ended, reason, ...rest] = refused.stderr.split('\n')
    expect(connected).toContain('connected to')
    expect(failed).toBe('sockwright: #1 the TLS handshake failed')
    expect(ended).toMatch(/^sockwright: #1 the connection ended after [\d.]+ \w+$/)
    expect(reason).toMatch(/self-signed.*\(E_TLS_SELF_SIGNED\)$/)
    expect(rest).toEqual([''])
    const keyLog = join(commands.folder, 'keys.log')
    const taken = start(
      'connect',
      `tls://127.0.0.1:${port}`,
      '--tls-no-verify',
      '--tls-keylog',
      keyLog,
      '--json',
    )
    expect(await taken.event('secured')).toMatchObject({ trust: 'unasked' })
    expect(await taken.stop()).toBe(0)
    expect(await readFile(keyLog, 'utf8')).toContain('CLIENT_TRAFFIC_SECRET_0')
  })

  it('open a locked key with a passphrase that is not on the command line', async () => {
    const pair = await testCertificates.certificate('self-signed', ['localhost'])
    const [cert, key, words] = ['cert', 'key', 'words'].map((name) => join(commands.folder, name)) as [
      string,
      string,
      string,
    ]
    await writeFile(cert, pair.cert)
    await writeFile(key, lockedKey(pair.key, 'secret words'))
    await writeFile(words, 'secret words\n')
    const locked = ['listen', 'tls://127.0.0.1:0', '--tls-cert', cert, '--tls-key', key, '--json']
    expect(await start(...locked, '--tls-passphrase-file', words).event('listening')).toBeDefined()
    const named = start(...locked, '--tls-passphrase-env', 'HOME')
    expect(await named.event('error')).toMatchObject({ code: 'E_TLS_PASSPHRASE' })
    const nowhere = await run(...locked, '--tls-passphrase-file', join(commands.folder, 'nowhere'))
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('ENOENT')])
    const unset = await run(...locked, '--tls-passphrase-env', 'NO_SUCH_VARIABLE')
    expect([unset.code, unset.stderr]).toEqual([2, expect.stringContaining('no environment variable')])
    const twice = await run(...locked, '--tls-passphrase', 'a', '--tls-passphrase-file', words)
    expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining('give one of them')])
  })

  it('upgrade by the dialogue of a protocol, and send behind it', async () => {
    const flags = ['--starttls', 'imap', '--json']
    const server = start('listen', 'tcp://127.0.0.1:0', '--tls-self-signed', ...flags)
    const { port } = await server.event('listening')
    const client = start(
      'connect',
      `tcp://127.0.0.1:${port}`,
      '--tls-no-verify',
      '--send',
      'a2 NOOP',
      ...flags,
    )
    const heard = await server.event('data', (line) => line['direction'] === 'in' && text(line) === 'a2 NOOP')
    const secured = await server.event('secured')
    expect(server.lines.indexOf(secured)).toBeLessThan(server.lines.indexOf(heard))
    expect(await client.stop()).toBe(0)
  })

  it.each([
    [['listen', 'tls://127.0.0.1:0'], 'E_TLS_CERT_MISSING'],
    [['listen', 'tls://127.0.0.1:0', '--tls-cert', '/no/such.pem'], 'E_TLS_FILE'],
    [['listen', 'tls://127.0.0.1:0', '--tls-self-signed', '--tls-ciphers', 'NOTHING'], 'E_TLS_CIPHER'],
    [['connect', 'tls://127.0.0.1:1', '--tls-min', 'TLSv9'], 'E_USAGE'],
    [['connect', 'tcp://127.0.0.1:1', '--starttls', 'gopher'], 'E_USAGE'],
    [['listen', 'tls://127.0.0.1:0', '--tls-no-verify'], 'E_USAGE'],
  ])('%j ends with 2 and one line that names %s', async (args, code) => {
    const command = await run(...args)
    expect(command.code).toBe(2)
    expect(command.stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(command.stderr).toContain(`(${code})`)
  })
})
