import { once } from 'node:events'
import { access, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { createSocket } from 'node:dgram'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../support/command'
import { commandsUnderTest, connectTo } from '../support/commands-under-test'

const commands = commandsUnderTest()
const { start } = commands

async function firstBytes(socket: Socket, count: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  while (Buffer.concat(chunks).length < count) chunks.push(((await once(socket, 'data')) as [Buffer])[0])
  return Buffer.concat(chunks)
}

describe('sockwright listen', () => {
  it('makes messages as --frame says, parts of those above --max-message', async () => {
    const flags = ['--frame', 'DELIM:3b', '--max-message', '64', '--reply', '!']
    const command = start('listen', 'tcp://127.0.0.1:0', '--json', ...flags)
    const socket = await connectTo(command)
    socket.end(`a;b;${'x'.repeat(70)};cut`)
    await command.event('closed')
    expect(await command.event('message-too-long')).toMatchObject({ peer: 1, limit: 64, announced: null })
    expect(await command.stop('SIGTERM')).toBe(0)
    const data = command.lines.filter(({ event }) => event === 'data')
    const texts = (direction: string) =>
      data
        .filter((line) => line['direction'] === direction)
        .map(({ hex }) => Buffer.from(hex as string, 'hex'))
    expect(texts('in').map(String)).toEqual(['a;', 'b;', 'x'.repeat(64), 'xxxxxx;', 'cut'])
    expect(texts('out').map(String)).toEqual(['!', '!', '!'])
    expect(command.lines.at(-1)).toMatchObject({ event: 'summary', received: 78, recorded: 78, lost: 0 })
  })

  it.each(['lines', 'fixed:0', 'delim:0'])('refuses the framing %s', async (framing) => {
    const { code, stderr } = await runCommand(['listen', 'tcp://127.0.0.1:0', '--frame', framing])
    expect(code).toBe(2)
    expect(stderr).toContain('--frame: ')
  })

  it('tells its port, every byte and, after a signal, what it counted', async () => {
    const command = start('listen', 'tcp://127.0.0.1:0', '--json', '--echo', '--capture', commands.folder)
    const socket = await connectTo(command)
    socket.write(Buffer.from([0, 255, 10, 65]))
    expect([...(await firstBytes(socket, 4))]).toEqual([0, 255, 10, 65])
    await command.event('data', ({ direction }) => direction === 'out')
    expect(await command.event('connected')).toMatchObject({
      peer: 1,
      remote: `127.0.0.1:${socket.localPort}`,
    })
    expect(await command.event('data')).toMatchObject({ peer: 1, direction: 'in', bytes: 4, hex: '00ff0a41' })
    socket.end()
    expect(await command.event('closed')).toMatchObject({ peer: 1, by: 'peer', reason: 'closed' })
    expect(await command.stop('SIGTERM')).toBe(0)
    const summary = command.lines.at(-1)!
    expect(summary).toMatchObject({
      event: 'summary',
      received: 4,
      recorded: 4,
      lost: 0,
      sent: 4,
      records: 2,
      lostDatagrams: null,
    })
    const capture = summary['capture'] as string
    expect(await readdir(commands.folder)).toEqual([capture.slice(commands.folder.length + 1)])
    expect(await readFile(join(capture, 'payload.bin'))).toEqual(
      Buffer.from([0, 255, 10, 65, 0, 255, 10, 65]),
    )
    expect(command.stderr).toBe('')
  })

  it('keeps nothing without --capture', async () => {
    const command = start('listen', 'tcp://127.0.0.1:0', '--json')
    await command.event('listening')
    expect(await command.stop()).toBe(0)
    expect(command.lines.at(-1)).toMatchObject({ event: 'summary', capture: null })
    expect((await readdir(commands.folder)).filter((name) => name.startsWith('sockwright-'))).toEqual([])
  })

  it('sends what it was told to each client, in order', async () => {
    const args = ['--send', 'one', '--eol', 'crlf', '--send-hex', '00 ff', '--send', '\\x02']
    const command = start('listen', 'tcp://127.0.0.1:0', '--json', ...args)
    for (let client = 0; client < 2; client++) {
      const socket = await connectTo(command)
      expect((await firstBytes(socket, 10)).toString('hex')).toBe('6f6e650d0a00ff020d0a')
      socket.destroy()
    }
  })

  it('fills in variables for each client, and adds lengths and checksums', async () => {
    const sent = ['--send', '{{peer.number}}/{{seq}}\\n', '--send-hex', '01 03 {{u16be seq(10)}}']
    const args = ['--length', 'u8', '--append', 'crc16-modbus:le', '--greet', '#{{peer.number}} ']
    const command = start('listen', 'tcp://127.0.0.1:0', '--json', ...sent, ...args)
    for (const client of [1, 2]) {
      const socket = await connectTo(command)
      const bytes = await firstBytes(socket, 17)
      expect(bytes.subarray(0, 8).toString()).toBe(`#${client} \x04${client}/${client}\n`.slice(0, 8))
      expect(bytes.subarray(10, 15).toString('hex')).toBe(`040103000${client === 1 ? 'a' : 'b'}`)
      socket.destroy()
    }
  })

  it('leaves out the data with --quiet, and counts it all the same', async () => {
    const command = start('listen', 'tcp://127.0.0.1:0', '--json', '--quiet')
    const socket = await connectTo(command)
    socket.end('x'.repeat(100_000))
    await command.event('closed')
    await command.stop()
    expect(command.lines.map(({ event }) => event)).not.toContain('data')
    expect(command.lines.at(-1)).toMatchObject({ received: 100_000, recorded: 100_000 })
  })

  it('ends by itself after --duration', async () => {
    const { code, lines } = await runCommand(['listen', 'tcp://127.0.0.1:0', '--json', '--duration', '0.1'])
    expect(code).toBe(0)
    expect(lines.map(({ event }) => event)).toEqual(['listening', 'summary'])
  })

  it('writes exactly the received bytes to stdout without --json, and the rest to stderr', async () => {
    const command = start('listen', 'tcp://127.0.0.1:0')
    const port = await new Promise<number>((resolve) => {
      command.child.stderr.on('data', () => {
        const found = /listening on 127\.0\.0\.1:(\d+)/.exec(command.stderr)
        if (found) resolve(Number(found[1]))
      })
    })
    const socket = connect(port, '127.0.0.1')
    socket.end('received\nas it is')
    await once(socket.resume(), 'close')
    await command.stop()
    expect(command.stdout).toBe('received\nas it is')
    expect(command.stderr).toContain('17 bytes received')
  })

  it('skips data events for a reader that does not read, counts them, and records everything', async () => {
    const command = start('listen', 'tcp://127.0.0.1:0', '--json')
    const socket = await connectTo(command)
    command.child.stdout.pause()
    const total = 24 * 1024 * 1024
    socket.end(Buffer.alloc(total, 1))
    await once(socket.resume(), 'close')
    const ended = command.stop()
    command.child.stdout.resume()
    expect(await ended).toBe(0)
    expect(command.lines.at(-1)).toMatchObject({
      event: 'summary',
      received: total,
      recorded: total,
      lost: 0,
    })
    const shown = command.lines.filter(({ event }) => event === 'data').length
    const skipped = command.lines.filter(({ event }) => event === 'skipped')
    const count = skipped.reduce((sum, line) => sum + (line['count'] as number), 0)
    expect(shown + count).toBe(command.lines.at(-1)!['records'])
  })

  it('tells everything where a signal comes twice at once, as from timeout', async () => {
    const command = start('listen', 'tcp://127.0.0.1:0', '--json', '--frame', 'line')
    const socket = await connectTo(command)
    socket.end('x\n'.repeat(20_000))
    await command.event('data')
    command.child.kill('SIGINT')
    expect(await command.stop('SIGTERM')).toBe(0)
    const data = command.lines.filter(({ event }) => event === 'data')
    expect(data).toHaveLength(command.lines.at(-1)!['records'] as number)
  })

  it('sends to new clients though nobody reads stdout', async () => {
    const command = start('listen', 'tcp://127.0.0.1:0', '--send', 'hi')
    await expect
      .poll(() => /listening on 127\.0\.0\.1:(\d+)/i.exec(command.stderr), { timeout: 20_000 })
      .not.toBeNull()
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(command.stderr)![1])
    command.child.stdout.pause()
    const flood = connect(port, '127.0.0.1')
    expect(String(await firstBytes(flood, 2))).toBe('hi')
    flood.end(Buffer.alloc(8 * 1024 * 1024))
    await once(flood.resume(), 'close')
    const late = connect(port, '127.0.0.1')
    expect(String(await firstBytes(late, 2))).toBe('hi')
    late.destroy()
    command.child.stdout.resume()
    expect(await command.stop()).toBe(0)
  })

  it('names a capture that exists when its first folder was removed while it recorded', async () => {
    const command = start('listen', 'tcp://127.0.0.1:0', '--json', '--capture', commands.folder)
    const socket = await connectTo(command)
    socket.write('before')
    await command.event('data')
    const [first] = (await readdir(commands.folder)).filter((name) => name.endsWith('.swcap'))
    await rm(join(commands.folder, first!), { recursive: true })
    const left = async () => (await readdir(commands.folder)).filter((name) => name.endsWith('.swcap'))
    await expect.poll(left, { timeout: 10_000 }).toHaveLength(1)
    socket.write('after')
    socket.destroy()
    expect(await command.stop()).toBe(0)
    const [second] = await left()
    expect(second).not.toBe(first)
    expect(command.lines.at(-1)).toMatchObject({ event: 'summary', capture: join(commands.folder, second!) })
  })

  it('ends when the reader of stdout goes away', async () => {
    const command = start('listen', 'tcp://127.0.0.1:0', '--json', '--capture', commands.folder)
    const socket = await connectTo(command)
    command.child.stdout.destroy()
    socket.on('error', () => undefined)
    const ended = command.ended()
    socket.write('one line too many')
    expect(await ended).toBe(0)
    expect(command.stderr).toBe('')
  })
})

describe('sockwright connect', () => {
  it('sends its input, ends its side and prints the answer until the server closes', async () => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const chunks: Buffer[] = []
      socket.on('data', (chunk) => chunks.push(chunk))
      socket.on('end', () => socket.end(`answer to ${Buffer.concat(chunks).length}`))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const command = start('connect', `tcp://127.0.0.1:${port}`)
    command.child.stdin.end(Buffer.alloc(300_000, 7))
    expect(await command.ended()).toBe(0)
    expect(command.stdout).toBe('answer to 300000')
    server.close()
  })

  it('says in one line that nobody listens, with exit code 2', async () => {
    const server = createServer()
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    const { code, stderr, stdout } = await runCommand(['connect', `tcp://127.0.0.1:${port}`])
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^sockwright: .*refused.*\(ECONNREFUSED\)\n$/)
  })
})

describe('sockwright udp', () => {
  it('sends to a fixed remote and tells what comes back', async () => {
    const other = createSocket('udp4')
    other.on('message', (message, from) =>
      other.send(Buffer.concat([message, message]), from.port, from.address),
    )
    await new Promise<void>((resolve) => other.bind(0, '127.0.0.1', resolve))
    const to = `127.0.0.1:${other.address().port}`
    const command = start('udp', '127.0.0.1:0', '--to', to, '--send', 'ab', '--json')
    expect(await command.event('listening')).toMatchObject({ address: '127.0.0.1' })
    const answer = await command.event('data', ({ direction }) => direction === 'in')
    expect(answer).toMatchObject({ bytes: 4, hex: '61626162', peer: 1 })
    expect(await command.stop()).toBe(0)
    expect(command.lines.at(-1)).toMatchObject({ sent: 2, received: 4, records: 2 })
    other.close()
  })

  it('goes on after a sending that the system refuses, and exits 2 in the end', async () => {
    const command = start('udp', '127.0.0.1:0', '--to', '255.255.255.255:9', '--send', 'x', '--json')
    const { code, message } = await command.event('error')
    expect(code).toBe('E_BROADCAST_OFF')
    expect(command.child.exitCode).toBeNull()
    expect(await command.stop()).toBe(2)
    expect(command.stderr).toBe(`sockwright: ${String(message)} (E_BROADCAST_OFF)\n`)
    expect(command.lines.at(-1)).toMatchObject({ event: 'summary', sent: 0 })
  })
})

describe('an empty payload', () => {
  it('is a datagram for udp', async () => {
    const peer = createSocket('udp4').bind(0, '127.0.0.1')
    await once(peer, 'listening')
    const got = once(peer, 'message') as Promise<[Buffer]>
    const to = `127.0.0.1:${peer.address().port}`
    const command = start('udp', '127.0.0.1:0', '--to', to, '--send', '', '--json')
    expect((await got)[0]).toHaveLength(0)
    expect(await command.event('data')).toMatchObject({ direction: 'out', bytes: 0, hex: '' })
    expect(await command.stop()).toBe(0)
    peer.close()
  })

  it('is refused for TCP', async () => {
    const { code, stderr } = await runCommand(['connect', 'tcp://127.0.0.1:1', '--send', ''])
    expect(code).toBe(2)
    expect(stderr).toContain('(E_PAYLOAD_EMPTY)')
  })
})

describe('--help', () => {
  it('names the commands and the workspace file, each once', async () => {
    const { stdout } = await runCommand(['--help'])
    expect(stdout).toContain('Usage: sockwright [options] [command] [file]\n')
  })

  it('groups the flags as the form does, and says what holds without one', async () => {
    const { stdout } = await runCommand(['listen', '--help'])
    const groups = stdout.split(/\n(?=\S)/).map((group) => group.replace(/\s+/g, ' '))
    const tls = groups.find((group) => group.startsWith('TLS: '))
    expect(tls).toContain('the oldest version to agree on.')
    expect(tls).toContain('(default: TLSv1.2)')
    expect(tls).not.toContain('--ws-ping')
    expect(groups.find((group) => group.startsWith('WebSocket: '))).toContain('--ws-ping')
    expect(groups.find((group) => group.startsWith('Sending: '))).toContain('--send-file')
  })

  it('says of a --no- flag what the flag does', async () => {
    const { stdout } = await runCommand(['listen', '--help'])
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      '--no-answer-half-close keep the connection open for sending when the peer has ended its side',
    )
  })
})

describe('wrong usage', () => {
  it('says that there is no such command, whatever follows it', async () => {
    const { code, stderr } = await runCommand(['lisen', 'tcp://127.0.0.1:9000', '--echo'])
    expect(code).toBe(2)
    expect(stderr).toContain('there is no command lisen')
  })

  it.each([
    [['listen', 'quic://127.0.0.1:1'], 'E_USAGE'],
    [['connect', 'http://127.0.0.1:1'], 'E_USAGE'],
    [['listen', 'tcp://127.0.0.1:65536'], 'E_PORT_RANGE'],
    [['listen', '127.0.0.1:1'], 'E_USAGE'],
    [['listen'], 'E_USAGE'],
    [['listen', 'tcp://127.0.0.1:0', '--no-such-flag'], 'E_USAGE'],
    [['listen', 'tcp://127.0.0.1:0', '--send-hex', 'abc'], 'E_HEX_ODD'],
    [['listen', 'tcp://127.0.0.1:0', '--send', '\\q'], 'E_ESCAPE'],
    [['listen', 'tcp://127.0.0.1:0', '--send', '{{nobody}}'], 'E_VARIABLE_UNKNOWN'],
    [['listen', 'tcp://127.0.0.1:0', '--send', '{{match.1}}'], 'E_VARIABLE_PLACE'],
    [['listen', 'tcp://127.0.0.1:0', '--greet', '{{seq(x)}}'], 'E_VARIABLE_ARGUMENT'],
    [['listen', 'tcp://127.0.0.1:0', '--send', 'a', '--append', 'crc99'], 'E_USAGE'],
    [['listen', 'tcp://127.0.0.1:0', '--send', 'a', '--length', 'u12'], 'E_USAGE'],
    [['listen', 'tcp://127.0.0.1:0', '--send', 'a', '--append', 'sum8:3..'], 'E_FIELD_RANGE'],
    [['listen', 'tcp://127.0.0.1:0', '--duration', 'soon'], 'E_USAGE'],
    [['listen', 'tcp://127.0.0.1:0', '--backlog', 'many'], 'E_USAGE'],
    [['udp', '127.0.0.1:0', '--send', 'x'], 'E_USAGE'],
    [['no-such-command'], 'E_USAGE'],
    [['one.json', 'two.json'], 'E_USAGE'],
    [['--no-such-flag'], 'E_USAGE'],
    [['show', '/no/such.swcap'], 'E_CAPTURE_UNKNOWN'],
    [['export', '/no/such.swcap', '--format', 'csv'], 'E_CAPTURE_UNKNOWN'],
    [['export', '/no/such.swcap', '--format', 'pdf'], 'E_USAGE'],
    [['export', '/no/such.swcap', '--format', 'csv', '--per-peer'], 'E_USAGE'],
    [['export', '/no/such.swcap', '--format', 'text', '--direction', 'in'], 'E_USAGE'],
    [['export', '/no/such.swcap', '--format', 'raw', '--offsets', 'stream'], 'E_USAGE'],
  ])('%j ends with 2 and one line that names %s', async (args, code) => {
    const command = await runCommand(args)
    expect(command.code).toBe(2)
    expect(command.stdout).toBe('')
    expect(command.stderr).toMatch(/^sockwright: [^\n]+\n$/)
    // No place of the message was left unfilled.
    expect(command.stderr).not.toMatch(/\{\w+\}/)
    expect(command.stderr).toContain(`(${code})`)
  })

  it.each([
    [
      ['listen', 'tcp://127.0.0.1:0', '--backlog', 'x'],
      '--backlog takes a whole number from 1 to 65535, not x',
    ],
    [
      ['listen', 'tcp://127.0.0.1:0', '--backlog', '0'],
      '--backlog takes a whole number from 1 to 65535, not 0',
    ],
    [
      ['udp', '127.0.0.1:0', '--receive-buffer', '1'],
      '--receive-buffer takes a whole number from 4096 to 1073741824',
    ],
  ])('%j says what is taken', async (args, sentence) => {
    expect((await runCommand(args)).stderr).toContain(sentence)
  })

  it('tells the failure as an event with --json', async () => {
    const { code, lines } = await runCommand(['listen', 'tcp://127.0.0.1:x', '--json'])
    expect(code).toBe(2)
    expect(lines).toEqual([{ event: 'error', code: 'E_USAGE', message: expect.any(String) as string }])
  })
})

describe('sockwright show and export', () => {
  it('print a capture, whole and filtered', async () => {
    const command = start('listen', 'tcp://127.0.0.1:0', '--json', '--capture', commands.folder)
    const socket = await connectTo(command)
    for (const text of ['alpha', 'beta']) {
      socket.write(text)
      await command.event('data', ({ hex }) => hex === Buffer.from(text).toString('hex'))
    }
    const address = `127.0.0.1:${socket.localPort}`
    socket.end()
    await command.event('closed')
    await command.stop()
    const capture = command.lines.at(-1)!['capture'] as string

    const shown = await runCommand(['show', capture, '--filter', 'dir:in', '--json'])
    expect(shown.code).toBe(0)
    const rows = shown.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { hex: string; record: number; address: string })
    expect(rows.map(({ hex }) => Buffer.from(hex, 'hex').toString())).toEqual(['alpha', 'beta'])
    expect(rows.map(({ address }) => address)).toEqual([address, address])
    const from = String(rows[1]!.record)
    const rest = await runCommand(['show', capture, '--filter', 'dir:in', '--from', from, '--count', '1'])
    expect(rest.stdout).toContain('beta')
    expect(rest.stdout.trim().split('\n')).toHaveLength(1)

    const bookmarks = [{ record: rows[1]!.record, note: 'look here' }]
    await writeFile(join(capture, 'notes.json'), JSON.stringify({ format: 1, bookmarks }))
    const marked = await runCommand(['show', capture, '--filter', 'dir:in', '--json'])
    const notes = marked.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { note: string | null }).note)
    expect(notes).toEqual([null, 'look here'])
    expect((await runCommand(['show', capture])).stdout).toContain('Note: look here')
    await writeFile(join(capture, 'notes.json'), '{"format":1')
    const broken = await runCommand(['show', capture, '--filter', 'dir:in'])
    expect(broken.stderr).toMatch(/notes\.json .*notes\.broken-.*\(E_DATA_BROKEN\)/)
    expect(broken.stdout).toContain('beta')

    const exported = await runCommand(['export', capture, '--format', 'csv', '--filter', 'text:"BETA"'])
    expect(exported.code).toBe(0)
    expect(exported.stdout.split('\r\n')).toHaveLength(3)
    const file = join(commands.folder, 'log.jsonl')
    const written = await runCommand(['export', capture, '--format', 'jsonl', '-o', file, '--json'])
    expect(written.lines).toMatchObject([{ event: 'exported', path: file }])
    await access(file)
    expect((await readFile(file, 'utf8')).trim().split('\n').length).toBeGreaterThan(4)

    const raw = await runCommand(['export', capture, '--format', 'raw', '--direction', 'in'])
    expect([raw.code, raw.stdout]).toEqual([0, 'alphabeta'])
    const dump = await runCommand(['export', capture, '--format', 'hexdump', '--filter', 'dir:in'])
    expect(dump.stdout).toMatch(/^00000000: 61 6c 70 68 61 .*\n00000005: 62 65 74 61 /)
    const [archive, packets] = [join(commands.folder, 'log.tar'), join(commands.folder, 'log.pcapng')]
    expect((await runCommand(['export', capture, '--format', 'raw', '--per-peer', '-o', archive])).code).toBe(
      0,
    )
    expect((await readFile(archive)).subarray(512, 521).toString()).toBe('alphabeta')
    expect((await runCommand(['export', capture, '--format', 'pcapng', '-o', packets])).code).toBe(0)
    expect((await readFile(packets)).readUInt32LE(0)).toBe(0x0a0d0d0a)

    const wrong = await runCommand(['show', capture, '--filter', 'dir:sideways'])
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain('(E_FILTER)')
  })
})
