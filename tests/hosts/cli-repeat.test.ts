import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RunningCommand, runCommand } from '../support/command'

let server: Server
let address: string
let got = ''
const sockets: Socket[] = []
const running: RunningCommand[] = []

beforeEach(async () => {
  got = ''
  server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined).on('data', (chunk) => (got += chunk.toString()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  for (const command of running.splice(0)) if (command.child.exitCode === null) await command.stop('SIGKILL')
  sockets.splice(0).forEach((socket) => socket.destroy())
  server.close()
})

function command(...args: string[]): RunningCommand {
  const made = new RunningCommand(args)
  running.push(made)
  return made
}

describe('--repeat and --every', () => {
  it('send each payload so many times, and tell how it went', async () => {
    const sending = command(
      'connect',
      address,
      '--json',
      '--send',
      '{{seq}};',
      '--repeat',
      '50',
      '--every',
      '2',
    )
    const told = await sending.event('repeated')
    expect(told).toMatchObject({ payload: '{{seq}};', everyMs: 2, wantedRate: 500, sent: 50, end: 'itself' })
    await expect.poll(() => got).toBe(Array.from({ length: 50 }, (_, index) => `${index + 1};`).join(''))
    expect(await sending.stop('SIGTERM')).toBe(0)
  })

  it('go on until the end of the command, to each peer that connects', async () => {
    const listening = command('listen', 'tcp://127.0.0.1:0', '--json', '--send', 'tick;', '--every', '5')
    const { port } = await listening.event('listening')
    const heard = await Promise.all(
      [1, 2].map(async () => {
        const socket = new (await import('node:net')).Socket().connect(port as number, '127.0.0.1')
        sockets.push(socket)
        let text = ''
        socket.on('data', (chunk) => (text += chunk.toString()))
        await expect.poll(() => text.length).toBeGreaterThan(25)
        return text
      }),
    )
    expect(heard.every((text) => text.startsWith('tick;tick;tick;'))).toBe(true)
    expect(await listening.stop('SIGTERM')).toBe(0)
    const ended = listening.lines.filter(({ event }) => event === 'repeated')
    expect(ended.map(({ end }) => end)).toEqual(['endpoint', 'endpoint'])
  })

  it.each([
    [['--repeat', '3'], '--repeat and --every need --send'],
    [['--send', 'a', '--repeat', '0'], '--repeat takes a whole number'],
    [['--send', 'a', '--every', '0'], '--every takes ms'],
    [['--send', 'a', '--every', 'soon'], '--every takes ms'],
  ])('refuse %j', async (args, words) => {
    const { code, stderr } = await runCommand(['connect', address, ...args])
    expect(code).toBe(2)
    expect(stderr).toContain(words)
  })
})
