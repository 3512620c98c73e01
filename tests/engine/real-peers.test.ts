import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect } from 'vitest'
import { probeBind } from '../../src/main/engine/network/bind-probe'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import type { EndpointOptions } from '../../src/shared/endpoints/endpoint-config'
import { listening, RealPrograms, withProgram } from '../support/real-programs'
import { EndpointUnderTest } from '../support/endpoint-under-test'

const programs = new RealPrograms()
const endpoints: { stop(): Promise<void> }[] = []

const run = (program: string, words: readonly string[]) => programs.run(program, words)

async function started<K extends EndpointKind>(kind: K, options: Partial<EndpointOptions<K>>) {
  const made = new EndpointUnderTest(kind, options)
  endpoints.push(made.endpoint)
  await made.endpoint.start()
  return made
}

const freePort = () => probeBind('tcp', '127.0.0.1', 0)

afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.stop()))
  await programs.end()
})

describe('a TCP server and', () => {
  for (const [program, words] of [
    ['socat', (port: number) => ['-t', '5', '-', `TCP:127.0.0.1:${port}`]],
    ['ncat', (port: number) => ['127.0.0.1', String(port)]],
  ] as const) {
    withProgram(program, 'gets back what it sends and sees the end', async () => {
      const made = await started('tcp-server', { echo: true })
      const child = run(program, words(made.local.port))
      child.stdin?.end('over the wire\n')
      await once(child, 'close')
      expect(child.text()).toBe('over the wire\n')
      await made.recorder.seen('closed')
      expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'peer', how: 'close' })
      expect(made.recorder.bytes(1, 'in').toString()).toBe('over the wire\n')
    })
  }
})

describe('a TCP client and', () => {
  withProgram('socat', 'talks through its half-close', async () => {
    const port = await freePort()
    run('socat', [`TCP-LISTEN:${port},bind=127.0.0.1,reuseaddr`, 'SYSTEM:sort'])
    const made = new EndpointUnderTest('tcp-client', { port, reconnect: true, reconnectDelay: 100 })
    endpoints.push(made.endpoint)
    await made.endpoint.start()
    await made.recorder.seen('connected')
    await made.endpoint.send({ to: 'remote' }, Buffer.from('pear\napple\n'))
    // sort answers only when it has seen the end of its input.
    made.endpoint.endPeers('all', 'half-close')
    await made.recorder.seen('closed')
    expect(made.recorder.bytes(1, 'in').toString()).toBe('apple\npear\n')
  })

  withProgram('nginx', 'gets a page', async () => {
    const port = await freePort()
    const prefix = await programs.folder()
    const config = `daemon off; master_process off; pid ${prefix}/pid; error_log ${prefix}/log;
      events {}
      http { access_log off; client_body_temp_path ${prefix}; proxy_temp_path ${prefix};
        fastcgi_temp_path ${prefix}; uwsgi_temp_path ${prefix}; scgi_temp_path ${prefix};
        server { listen 127.0.0.1:${port}; location / { return 200 "page by nginx"; } } }`
    await writeFile(join(prefix, 'nginx.conf'), config)
    run('nginx', ['-p', prefix, '-c', join(prefix, 'nginx.conf')])
    await listening(port)
    const made = await started('tcp-client', { port })
    await made.endpoint.send(
      { to: 'remote' },
      Buffer.from('GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n'),
    )
    await made.until('stopped')
    const answer = made.recorder.bytes(1, 'in').toString()
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(answer).toMatch(/\r\n\r\npage by nginx$/)
    expect(made.recorder.events('closed')[0]?.end).toEqual({ by: 'peer', how: 'close' })
  })

  withProgram('redis-server', 'answers a ping', async () => {
    const port = await freePort()
    const dir = await programs.folder()
    run('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''])
    await listening(port)
    const made = await started('tcp-client', { port })
    await made.endpoint.send({ to: 'remote' }, Buffer.from('PING\r\n'))
    await made.recorder.until(() => made.recorder.bytes(1, 'in').length === 7)
    expect(made.recorder.bytes(1, 'in').toString()).toBe('+PONG\r\n')
  })
})

describe('a UDP endpoint and', () => {
  withProgram('socat', 'answers datagrams', async () => {
    const made = await started('udp', { reply: 'answer\\n' })
    const child = run('socat', ['-t', '1', '-', `UDP:127.0.0.1:${made.local.port}`])
    child.stdin?.end('question\n')
    await once(child, 'close')
    expect(child.text()).toBe('answer\n')
    expect(made.recorder.bytes(1, 'in').toString()).toBe('question\n')
  })

  // A query for the address of host.test, type A, class IN, with id 0x5357 (RFC 1035).
  const query = Buffer.from('53570100000100000000000004686f737404746573740000010001', 'hex')

  withProgram('dnsmasq', 'resolves a name by hand', async () => {
    const port = await freePort()
    const own = ['--no-daemon', '--no-resolv', '--no-hosts', '--conf-file=/dev/null', '--bind-interfaces']
    run('dnsmasq', [...own, '--listen-address=127.0.0.1', `--port=${port}`, '--address=/host.test/10.9.8.7'])
    await listening(port)
    const made = await started('udp', {})
    await made.endpoint.send({ to: 'address', host: '127.0.0.1', port }, query)
    await made.recorder.until(() => made.recorder.bytes(1, 'in').length > 0)
    const answer = made.recorder.bytes(1, 'in')
    expect(answer.subarray(0, 2)).toEqual(query.subarray(0, 2))
    expect(answer.subarray(-4)).toEqual(Buffer.from([10, 9, 8, 7]))
  })

  withProgram('dig', 'is asked by it', async () => {
    const made = await started('udp', {})
    const { port } = made.local
    const dig = run('dig', ['@127.0.0.1', '-p', String(port), '+tries=1', '+noedns', '+short', 'host.test'])
    await made.recorder.until(() => made.recorder.bytes(1, 'in').length > 0)
    const asked = made.recorder.bytes(1, 'in')
    // The question with the flags of an answer, and one record that points back to its name (RFC 1035, 4.1).
    const answer = Buffer.concat([asked, Buffer.from('c00c000100010000003c00040a090807', 'hex')])
    answer.writeUInt16BE(0x8580, 2)
    answer.writeUInt16BE(1, 6)
    await made.endpoint.send({ to: 'peers', peers: [1] }, answer)
    await once(dig, 'close')
    expect(dig.text().trim()).toBe('10.9.8.7')
  })
})

describe('a relay and', () => {
  withProgram('redis-benchmark', 'every byte of a run is recorded', async () => {
    const port = await freePort()
    run('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''])
    await listening(port)
    const made = await started('relay', { targetPort: port })
    const benchmark = run('redis-benchmark', [
      '-p',
      String(made.local.port),
      '-t',
      'set,get',
      '-n',
      '5000',
      '-q',
    ])
    await once(benchmark, 'exit')
    await expect.poll(() => made.endpoint.status().peers.connected).toBe(0)
    const { receivedBytes, recordedBytes, lostBytes, sentBytes } = made.endpoint.status().counters
    expect([recordedBytes, lostBytes]).toEqual([receivedBytes, 0])
    const all = made.recorder.records.map(({ bytes }) => bytes?.length ?? 0)
    expect(all.reduce((sum, length) => sum + length, 0)).toBe(receivedBytes + sentBytes)
    const text = Buffer.concat(
      made.recorder.records.flatMap(({ direction, bytes }) => (direction === 'in' && bytes ? [bytes] : [])),
    )
    expect(text.toString('latin1').match(/\r\nSET\r\n/g)?.length).toBe(5_000)
  })

  withProgram('curl', 'fetches through delay, split and merge', async () => {
    const server = await started('tcp-server', {
      reply: 'HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nConnection: close\\r\\n\\r\\nhello',
    })
    const made = await started('relay', {
      targetPort: server.local.port,
      faults: 'delay=20,jitter=20,split=7,merge=5,seed=7',
    })
    const curl = run('curl', ['-s', '--max-time', '10', `http://127.0.0.1:${made.local.port}/`])
    await once(curl, 'exit')
    expect(curl.text()).toBe('hello')
  })

  withProgram('dig', 'asks dnsmasq through datagrams', async () => {
    const port = await freePort()
    run('dnsmasq', [
      '-k',
      '-p',
      String(port),
      '-a',
      '127.0.0.1',
      '-z',
      '-h',
      '-R',
      '--address=/relay.test/192.0.2.7',
      '-u',
      'root',
    ])
    const made = await started('relay', { transport: 'udp', targetPort: port })
    const ask = async () => {
      const dig = run('dig', [
        '+short',
        '+tries=1',
        '+time=2',
        '@127.0.0.1',
        '-p',
        String(made.local.port),
        'relay.test',
      ])
      await once(dig, 'exit')
      return dig.text()
    }
    await expect.poll(ask, { timeout: 15_000 }).toContain('192.0.2.7')
  })
})
