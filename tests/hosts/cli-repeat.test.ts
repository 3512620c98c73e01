import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commandsUnderTest, connectTo } from '../support/commands-under-test'
import { RawServer } from '../support/raw-peer'

const { start, run } = commandsUnderTest()
let server: RawServer
let address: string

beforeEach(async () => {
  server = await RawServer.listen()
  address = `tcp://127.0.0.1:${server.port}`
})
afterEach(() => server.close())

describe('--repeat and --every', () => {
  it('send each payload so many times, and tell how it went', async () => {
    const sending = start(
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
    await expect
      .poll(() => server.peers[0]!.received.toString())
      .toBe(Array.from({ length: 50 }, (_, index) => `${index + 1};`).join(''))
    expect(await sending.stop('SIGTERM')).toBe(0)
  })

  it('go on until the end of the command, to each peer that connects', async () => {
    const listening = start('listen', 'tcp://127.0.0.1:0', '--json', '--send', 'tick;', '--every', '5')
    const heard = await Promise.all(
      [1, 2].map(async () => {
        const socket = await connectTo(listening)
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
    const { code, stderr } = await run('connect', address, ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(words)
  })
})
