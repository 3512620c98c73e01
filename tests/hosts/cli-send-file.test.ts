import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RunningCommand, runCommand } from '../support/command'

let folder: string
let server: Server
let address: string
let got: Buffer[] = []
let ended: Promise<void>
const sockets: Socket[] = []
const running: RunningCommand[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-cli-file-'))
  got = []
  ended = new Promise((resolve) => {
    server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.push(socket)
      socket.on('error', () => undefined).on('data', (chunk) => got.push(chunk))
      socket.on('end', () => {
        resolve()
        socket.end()
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  for (const command of running.splice(0)) if (command.child.exitCode === null) await command.stop('SIGKILL')
  sockets.splice(0).forEach((socket) => socket.destroy())
  server.close()
  await rm(folder, { recursive: true, force: true })
})

function command(...args: string[]): RunningCommand {
  const made = new RunningCommand(args)
  running.push(made)
  made.child.stdin.end()
  return made
}

async function made(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe('--send-file', () => {
  it('sends a file whole, ends our side behind it, and tells how it went', async () => {
    const content = Buffer.alloc(3_000_000, 'abcdefg\n')
    const path = await made('data.bin', content)
    const sending = command(
      'connect',
      address,
      '--json',
      '--send',
      'before\n',
      '--send-file',
      path,
      '--quiet',
    )
    await ended
    expect(Buffer.concat(got).equals(Buffer.concat([Buffer.from('before\n'), content]))).toBe(true)
    const told = await sending.event('file-sent')
    expect(told).toMatchObject({
      name: 'data.bin',
      bytes: 3_000_000,
      sentBytes: 3_000_000,
      peers: 1,
      done: 1,
      end: 'itself',
    })
    expect(await sending.ended()).toBe(0)
  })

  it('gives each client of a server its own, in chunks', async () => {
    await made('1.txt', 'for one')
    await made('2.txt', 'for two')
    const path = join(folder, '{{peer.number}}.txt')
    const args = ['--json', '--send-file', path, '--chunk', '3', '--chunk-delay', '1']
    const listening = command('listen', 'tcp://127.0.0.1:0', ...args)
    const { port } = await listening.event('listening')
    for (const wanted of ['for one', 'for two']) {
      const socket = connect(port as number, '127.0.0.1')
      sockets.push(socket)
      let text = ''
      socket.on('data', (chunk) => (text += chunk.toString()))
      await expect.poll(() => text).toBe(wanted)
    }
    expect(await listening.stop('SIGTERM')).toBe(0)
    const sent = listening.lines.filter(({ event, direction }) => event === 'data' && direction === 'out')
    expect(sent.map(({ bytes }) => bytes)).toEqual([3, 3, 1, 3, 3, 1])
  })

  it('takes a relative path from where it is called', async () => {
    const path = relative(process.cwd(), await made('data.txt', 'found'))
    const sending = command('connect', address, '--json', '--send-file', path)
    await ended
    expect(Buffer.concat(got).toString()).toBe('found')
    expect(await sending.ended()).toBe(0)
  })

  it('sends standard input by the name of -', async () => {
    const sending = new RunningCommand(['connect', address, '--json', '--send-file', '-', '--chunk', '4'])
    running.push(sending)
    sending.child.stdin.end('abcdefghij')
    await ended
    expect(Buffer.concat(got).toString()).toBe('abcdefghij')
    expect(await sending.ended()).toBe(0)
    const sent = sending.lines.filter(({ event, direction }) => event === 'data' && direction === 'out')
    expect(sent.map(({ bytes }) => bytes)).toEqual([4, 4, 2])
  })

  it('is a datagram for each chunk with udp', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const datagrams: string[] = []
    socket.on('message', (message) => datagrams.push(message.toString()))
    const to = ['--to', `127.0.0.1:${socket.address().port}`]
    const file = ['--send-file', await made('data.txt', 'abcdefgh'), '--chunk', '3']
    const sending = command('udp', '127.0.0.1:0', ...to, ...file, '--json', '--duration', '30')
    await sending.event('file-sent')
    await expect.poll(() => datagrams).toEqual(['abc', 'def', 'gh'])
    expect(await sending.stop()).toBe(0)
    socket.close()
  })

  it('ends with 2 where a file cannot be read', async () => {
    const sending = command('connect', address, '--send-file', join(folder, 'nothing'))
    await ended
    expect(await sending.ended()).toBe(2)
    expect(sending.stderr).toContain('E_FILE_OPEN')
  })

  it.each([
    [['--chunk', '5'], '--chunk and --chunk-delay need --send-file'],
    [['--send-file', 'x', '--chunk', '0'], '--chunk takes a whole number'],
    [['--send-file', 'x', '--chunk-delay', 'soon'], '--chunk-delay takes a whole number'],
    [['--send-file', '-', '--chunk-delay', '1'], '--chunk-delay is for files'],
  ])('refuses %j', async (args, words) => {
    const { code, stderr } = await runCommand(['connect', address, ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(words)
  })
})
