import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commandsUnderTest, connectTo } from '../support/commands-under-test'
import { RawServer } from '../support/raw-peer'

const commands = commandsUnderTest()
const { start, run } = commands
let server: RawServer
let address: string

beforeEach(async () => {
  server = await RawServer.listen()
  address = `tcp://127.0.0.1:${server.port}`
})
afterEach(() => server.close())

/** A command that gets nothing from standard input. */
function fileOnly(...args: string[]) {
  const command = start(...args)
  command.child.stdin.end()
  return command
}

/** All that the first client of the server sends; ends the connection behind it. */
async function got(): Promise<Buffer> {
  const peer = await server.next()
  await peer.fin()
  peer.socket.end()
  return peer.received
}

async function made(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(commands.folder, name)
  await writeFile(path, content)
  return path
}

describe('--send-file', () => {
  it('sends a file whole, ends our side behind it, and tells how it went', async () => {
    const content = Buffer.alloc(3_000_000, 'abcdefg\n')
    const path = await made('data.bin', content)
    const flags = ['--json', '--send', 'before\n', '--send-file', path, '--quiet']
    const sending = fileOnly('connect', address, ...flags)
    expect((await got()).equals(Buffer.concat([Buffer.from('before\n'), content]))).toBe(true)
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
    const path = join(commands.folder, '{{peer.number}}.txt')
    const args = ['--json', '--send-file', path, '--chunk', '3', '--chunk-delay', '1']
    const listening = fileOnly('listen', 'tcp://127.0.0.1:0', ...args)
    for (const wanted of ['for one', 'for two']) {
      const socket = await connectTo(listening)
      let text = ''
      socket.on('data', (chunk) => (text += chunk.toString()))
      await expect.poll(() => text).toBe(wanted)
      socket.destroy()
    }
    expect(await listening.stop('SIGTERM')).toBe(0)
    const sent = listening.lines.filter(({ event, direction }) => event === 'data' && direction === 'out')
    expect(sent.map(({ bytes }) => bytes)).toEqual([3, 3, 1, 3, 3, 1])
  })

  it('takes a relative path from where it is called', async () => {
    const path = relative(process.cwd(), await made('data.txt', 'found'))
    const sending = fileOnly('connect', address, '--json', '--send-file', path)
    expect((await got()).toString()).toBe('found')
    expect(await sending.ended()).toBe(0)
  })

  it('sends standard input by the name of -', async () => {
    const sending = start('connect', address, '--json', '--send-file', '-', '--chunk', '4')
    sending.child.stdin.end('abcdefghij')
    expect((await got()).toString()).toBe('abcdefghij')
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
    const sending = fileOnly('udp', '127.0.0.1:0', ...to, ...file, '--json', '--duration', '30')
    await sending.event('file-sent')
    await expect.poll(() => datagrams).toEqual(['abc', 'def', 'gh'])
    expect(await sending.stop()).toBe(0)
    socket.close()
  })

  it('ends with 2 where a file cannot be read', async () => {
    const sending = fileOnly('connect', address, '--send-file', join(commands.folder, 'nothing'))
    await got()
    expect(await sending.ended()).toBe(2)
    expect(sending.stderr).toContain('E_FILE_OPEN')
  })

  it.each([
    [['--chunk', '5'], '--chunk and --chunk-delay need --send-file'],
    [['--send-file', 'x', '--chunk', '0'], '--chunk takes a whole number'],
    [['--send-file', 'x', '--chunk-delay', 'soon'], '--chunk-delay takes a whole number'],
    [['--send-file', '-', '--chunk-delay', '1'], '--chunk-delay is for files'],
  ])('refuses %j', async (args, words) => {
    const { code, stderr } = await run('connect', address, ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(words)
  })
})
