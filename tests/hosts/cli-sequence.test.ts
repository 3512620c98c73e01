import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commandsUnderTest, connectTo } from '../support/commands-under-test'
import { prosodyDomain, startProsody } from '../support/prosody'
import { RawServer } from '../support/raw-peer'
import { RealPrograms, withProgram } from '../support/real-programs'

const commands = commandsUnderTest()
const { start, run } = commands
let server: RawServer
let address: string

/** Greets at once and answers `LOGIN NAME`. */
beforeEach(async () => {
  server = await RawServer.listen()
  server.server.on('connection', (socket) => {
    socket.write('220 ready\n')
    socket.on('data', (chunk) => {
      const name = /^LOGIN (\w+)/.exec(chunk.toString())?.[1]
      if (name) socket.write(`welcome ${name}\n`)
    })
  })
  address = `tcp://127.0.0.1:${server.port}`
})
afterEach(() => server.close())

async function sequence(...steps: readonly object[]): Promise<string> {
  const path = join(commands.folder, 'sequence.json')
  const sequences = [{ name: 'Login', steps }]
  await writeFile(path, JSON.stringify({ format: 'sockwright-sequences', version: 1, sequences }))
  return path
}

const send = (text: string) => ({ do: 'send', payload: { form: 'text', text, lineEnding: 'lf' } })
const expecting = (text: string, timeoutMs = 5_000) => ({
  do: 'expect',
  match: { by: 'contains', text },
  timeoutMs,
})

describe('--sequence', () => {
  it('hears the first message of a connection, does its steps and ends with 0', async () => {
    const file = await sequence(expecting('220'), send('LOGIN ann'), expecting('welcome ann'), {
      do: 'close',
    })
    const { code, lines } = await run('connect', address, '--json', '--frame', 'line', '--sequence', file)
    expect(code).toBe(0)
    expect(lines.find(({ event }) => event === 'sequence')).toMatchObject({
      name: 'Login',
      peer: 1,
      outcome: 'passed',
      done: 4,
    })
  })

  it('ends with 1 and says which step failed', async () => {
    const file = await sequence(expecting('220'), send('LOGIN ann'), expecting('welcome bob', 100))
    const { code, stderr } = await run('connect', address, '--quiet', '--sequence', file)
    expect(code).toBe(1)
    expect(stderr).toContain('Login')
    expect(stderr).toContain('Step 3')
  })

  it('runs for each client of a server', async () => {
    const file = await sequence(send('who?'), expecting('me'))
    const args = ['listen', 'tcp://127.0.0.1:0', '--json', '--frame', 'line', '--sequence', file]
    const listening = start(...args)
    for (const peer of [1, 2]) {
      const socket = await connectTo(listening)
      await once(socket, 'data')
      socket.end('me\n')
      const ended = await listening.event('sequence', (line) => line['peer'] === peer)
      expect(ended).toMatchObject({ outcome: 'passed' })
    }
    expect(await listening.stop('SIGTERM')).toBe(0)
  })

  it('refuses a file whole, with the place that is wrong', async () => {
    const wrong = await run('connect', address, '--sequence', await sequence(send('\\q')))
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain('step 1')
    const path = join(commands.folder, 'other.json')
    await writeFile(path, '{"format":"sockwright-payloads"}')
    const foreign = await run('connect', address, '--sequence', path)
    expect([foreign.code, foreign.stderr.includes('E_SEQUENCE_FILE')]).toEqual([2, true])
  })
})

describe('the example of docs/xmpp.md', () => {
  const programs = new RealPrograms()
  afterEach(() => programs.end())

  withProgram('prosody', 'lets alice and bob log in behind STARTTLS and hear each other', async () => {
    const { port, cert } = await startProsody(programs)
    const chat = (name: string) => {
      const file = join(import.meta.dirname, '..', '..', 'docs', 'examples', `xmpp-${name}.json`)
      const flags = ['--starttls', 'xmpp', '--tls-ca', cert, '--sequence', file, '--json']
      return start('connect', `tcp://${prosodyDomain}:${port}`, ...flags)
    }
    const bob = chat('bob')
    // Attributes come in any order.
    await bob.event('data', ({ hex }) =>
      /<presence [^>]*from=/.test(Buffer.from(String(hex), 'hex').toString()),
    )
    const alice = chat('alice')
    expect(await Promise.all([alice.ended(), bob.ended()])).toEqual([0, 0])
    for (const command of [alice, bob])
      expect(await command.event('sequence')).toMatchObject({ outcome: 'passed', done: 14 })
  })
})
