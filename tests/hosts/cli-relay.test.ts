import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EventLine, RunningCommand } from '../support/command'
import { commandsUnderTest } from '../support/commands-under-test'
import { isInstalled } from '../support/installed-tool'
import { pkcs12File } from '../support/pkcs12-file'
import { RawPeer } from '../support/raw-peer'
import { testCertificates } from '../support/test-certificates'
import { TlsPeer } from '../support/tls-peer'

const commands = commandsUnderTest({ SESAME: 'sesame' })
const { start, run } = commands

/** A server that echoes, and a relay before it. */
async function relayed(...flags: string[]) {
  const server = start('listen', 'tcp://127.0.0.1:0', '--echo', '--json')
  const { port } = await server.event('listening')
  const relay = start('relay', 'tcp://127.0.0.1:0', `tcp://127.0.0.1:${port}`, '--json', ...flags)
  const listening = await relay.event('listening')
  return { server, relay, port: Number(listening['port']) }
}

const text = (line: EventLine) => Buffer.from(String(line['hex']), 'hex').toString()
const data = (command: RunningCommand, direction: string) =>
  command.lines.filter((line) => line.event === 'data' && line['direction'] === direction).map(text)

describe('sockwright relay', () => {
  it('upgrades both sides by --starttls, which begins in plain text', async () => {
    const own = ['--tls-own-ca', '--starttls', 'smtp', '--json']
    const server = start('listen', 'tcp://127.0.0.1:0', '--echo', ...own)
    const target = `tcp://127.0.0.1:${String((await server.event('listening'))['port'])}`
    const ca = (await run('ca-certificate')).stdout
    const caFile = join(commands.folder, 'ca.pem')
    await writeFile(caFile, ca)
    const relay = start('relay', 'tcp://127.0.0.1:0', target, '--target-tls-ca', caFile, ...own)
    const port = String((await relay.event('listening'))['port'])
    const smtp = ['--starttls', 'smtp', '--tls-ca', caFile]
    const client = start('connect', `tcp://127.0.0.1:${port}`, ...smtp, '--send', 'inside', '--json')
    await client.event('data', (line) => line['direction'] === 'in' && text(line) === 'inside')
    await relay.event('data', (line) => text(line) === 'inside')
    const direct = await run('relay', 'tls://127.0.0.1:0', target, ...own)
    expect([direct.code, direct.stderr]).toEqual([2, expect.stringContaining('write tcp://')])
  })

  it.skipIf(!isInstalled('openssl'))(
    'opens PKCS#12 files of either side by a passphrase as argument, from a file and from the environment',
    async () => {
      const pair = await testCertificates.certificate('own-ca', ['localhost', '127.0.0.1'])
      const ca = await testCertificates.authorityFile()
      const pfx = pkcs12File(commands.folder, 'both', pair, 'sesame')
      const words = join(commands.folder, 'words')
      await writeFile(words, 'sesame\n')
      const given = { '': 'sesame', '-file': words, '-env': 'SESAME' }
      const mutual = (prefix: string, how: keyof typeof given) => [
        ...[`--${prefix}tls-pfx`, pfx, `--${prefix}tls-ca`, ca],
        ...[`--${prefix}tls-passphrase${how}`, given[how]],
      ]
      const identity = mutual('', '-file')
      const server = start(
        'listen',
        'tls://127.0.0.1:0',
        '--echo',
        ...identity,
        '--tls-client-cert',
        'require',
        '--json',
      )
      const target = `tls://127.0.0.1:${String((await server.event('listening'))['port'])}`
      for (const [ours, theirs] of [
        ['', '-file'],
        ['-file', '-env'],
        ['-env', ''],
      ] as const) {
        const flags = [...mutual('', ours), '--tls-client-cert', 'require', ...mutual('target-', theirs)]
        const relay = start('relay', 'tls://127.0.0.1:0', target, ...flags, '--json')
        const port = Number((await relay.event('listening'))['port'])
        const client = await TlsPeer.connectTls(port, {
          ca: await readFile(ca),
          ...pair,
          rejectUnauthorized: true,
        })
        client.socket.write('mutual')
        expect((await client.has(6)).toString()).toBe('mutual')
        client.socket.destroy()
        await relay.event('closed')
        expect(await relay.stop()).toBe(0)
      }
    },
  )

  it('forwards, tells both legs, and counts what went through', async () => {
    const { relay, port } = await relayed('--capture', commands.folder)
    const client = await RawPeer.connectTo(port)
    client.socket.end('question')
    await client.fin()
    expect(client.received.toString()).toBe('question')
    await relay.event('closed')
    expect(await relay.stop()).toBe(0)
    const legs = relay.lines.filter(({ event }) => event === 'leg-closed').map((line) => line['leg'])
    expect(legs.sort()).toEqual(['client', 'target'])
    expect(await relay.event('target-connected')).toMatchObject({ peer: 1 })
    expect(await relay.event('summary')).toMatchObject({
      received: 8,
      recorded: 8,
      lost: 0,
      sent: 8,
      records: 2,
    })
  })

  it('rewrites text, bytes and by expression, each in its direction', async () => {
    const { server, relay, port } = await relayed(
      ...['--rewrite', 'in:text:secret=>public'],
      ...['--rewrite', 'in:hex:0d0a=>0a'],
      ...['--rewrite', 'out:regex:pub(l)ic=>$1ocal'],
    )
    const client = await RawPeer.connectTo(port)
    client.socket.write('a secret\r\n')
    expect((await client.has(8)).toString()).toBe('a local\n')
    await server.event('data')
    expect(data(server, 'in')).toEqual(['a public\n'])
    await relay.event('data', (line) => line['direction'] === 'out')
    expect(data(relay, 'in')).toEqual(['a secret\r\n', 'a public\n'].slice(0, data(relay, 'in').length))
    expect(
      (await run('relay', 'tcp://127.0.0.1:0', 'tcp://127.0.0.1:1', '--rewrite', 'hex:0=>00')).code,
    ).toBe(2)
  })

  it('has faults, by bytes and by seconds', async () => {
    const { relay, port } = await relayed('--fault', 'in.drop=100%,out.reset=0.2s,seed=7')
    const client = await RawPeer.connectTo(port)
    client.socket.write('lost')
    expect(await client.closed).toMatchObject({ error: 'ECONNRESET' })
    expect(await relay.event('faults-on')).toMatchObject({
      faults: expect.stringContaining('seed=7') as string,
    })
    expect(await relay.event('fault-acted')).toMatchObject({ fault: 'reset', direction: 'out' })
    expect(client.received).toHaveLength(0)
  })

  it('answers clients by rules of a file', async () => {
    const file = join(commands.folder, 'rules.json')
    const rule = {
      id: 'ask',
      name: 'ask',
      trigger: { when: 'message', match: { by: 'contains', text: 'ask' } },
      actions: [{ do: 'reply', payload: { form: 'text', text: 'by rule', lineEnding: 'none' } }],
    }
    await writeFile(file, JSON.stringify({ rules: [rule] }))
    const { relay, port } = await relayed('--rules', file)
    const client = await RawPeer.connectTo(port)
    client.socket.write('ask')
    await client.has(10)
    expect(client.received.toString()).toMatch(/^(by ruleask|askby rule)$/)
    await relay.event('data', (line) => text(line) === 'by rule')
  })

  it('takes TLS off and puts it on, and Unix sockets on either side', async () => {
    const server = start('listen', 'tls://127.0.0.1:0', '--tls-own-ca', '--echo', '--json')
    const { port } = await server.event('listening')
    const ca = join(commands.folder, 'ca.pem')
    await run('ca-certificate', '-o', ca)
    const path = join(commands.folder, 'inner')
    const words = ['--target-tls-ca', ca, '--json']
    const inner = start('relay', `unix:${path}`, `tls://127.0.0.1:${String(port)}`, ...words)
    await inner.event('listening')
    const outer = start('relay', 'tls://127.0.0.1:0', `unix:${path}`, '--tls-own-ca', '--json')
    const { port: at } = await outer.event('listening')
    const client = start(
      'connect',
      `tls://127.0.0.1:${String(at)}`,
      '--tls-ca',
      ca,
      '--send',
      'there and back',
      '--json',
    )
    expect(text(await client.event('data', (line) => line['direction'] === 'in'))).toBe('there and back')
    expect(await inner.event('secured')).toMatchObject({ peer: 1, leg: 'target', trust: 'verified' })
    expect(await outer.event('secured')).toMatchObject({ peer: 1, leg: 'client' })
    for (const command of [client, outer, inner, server]) expect(await command.stop()).toBe(0)
  })

  it('refuses what does not fit, in one line', async () => {
    const refused = async (...args: string[]) => {
      const { code, stderr } = await run('relay', ...args)
      expect(code).toBe(2)
      expect(stderr.trim().split('\n')).toHaveLength(1)
      return stderr
    }
    const target = 'tcp://127.0.0.1:9'
    expect(await refused('tcp://127.0.0.1:0', 'udp://127.0.0.1:9')).toContain(
      'either connections or datagrams',
    )
    expect(await refused('unix:', target)).toContain('unix:PATH')
    expect(await refused('tcp://127.0.0.1:0', target, '--tls-self-signed')).toContain(
      '--tls-self-signed does nothing',
    )
    expect(await refused('tcp://127.0.0.1:0', target, '--target-tls-ca', 'x')).toContain(
      '--target-tls-ca does nothing',
    )
    expect(await refused('tls://127.0.0.1:0', target)).toContain('(E_TLS_CERT_MISSING)')
    expect(await refused(`unix:${commands.folder}/a`, `unix:${commands.folder}/a`)).toContain(
      '(E_RELAY_LOOP)',
    )
  })

  it.skipIf(!isInstalled('tshark'))(
    'becomes a pcapng with a conversation for each leg, of which tshark complains nowhere (tshark)',
    async () => {
      const file = join(commands.folder, 'relay.pcapng')
      const { relay, port } = await relayed(
        '--rewrite',
        'in:text:plain=>changed',
        '--export',
        file,
        '--format',
        'pcapng',
      )
      for (const words of ['plain words', 'other words']) {
        const socket = connect({ port, host: '127.0.0.1' })
        await once(socket, 'connect')
        socket.end(words)
        socket.resume()
        await once(socket, 'close')
      }
      await relay.event('closed', (line) => line['peer'] === 2)
      expect(await relay.stop()).toBe(0)
      const tshark = (...args: string[]) =>
        spawnSync('tshark', ['-r', file, ...args])
          .stdout.toString()
          .split('\n')
          .filter(Boolean)
      const streams = new Set(tshark('-T', 'fields', '-e', 'tcp.stream'))
      expect([...streams].sort()).toEqual(['0', '1', '2', '3'])
      expect(tshark('-Y', 'tcp.analysis.flags || _ws.malformed')).toEqual([])
      expect(tshark('-Y', 'tcp.payload contains "changed words"').length).toBeGreaterThan(0)
    },
  )
})
