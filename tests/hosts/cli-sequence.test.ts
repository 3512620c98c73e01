import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RunningCommand, runCommand } from '../support/command'
import { prosodyDomain, startProsody } from '../support/prosody'
import { RealPrograms, withProgram } from '../support/real-programs'

let folder: string
let server: Server
let address: string
const sockets: Socket[] = []
const running: RunningCommand[] = []

/** Greets at once and answers `LOGIN NAME`. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-cli-sequence-'))
  server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined).write('220 ready\n')
    socket.on('data', (chunk) => {
      const name = /^LOGIN (\w+)/.exec(chunk.toString())?.[1]
      if (name) socket.write(`welcome ${name}\n`)
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

async function sequence(...steps: readonly object[]): Promise<string> {
  const path = join(folder, 'sequence.json')
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
    const { code, lines } = await runCommand([
      'connect',
      address,
      '--json',
      '--frame',
      'line',
      '--sequence',
      file,
    ])
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
    const { code, stderr } = await runCommand(['connect', address, '--quiet', '--sequence', file])
    expect(code).toBe(1)
    expect(stderr).toContain('Login')
    expect(stderr).toContain('Step 3')
  })

  it('runs for each client of a server', async () => {
    const file = await sequence(send('who?'), expecting('me'))
    const args = ['listen', 'tcp://127.0.0.1:0', '--json', '--frame', 'line', '--sequence', file]
    const listening = new RunningCommand(args)
    running.push(listening)
    const { port } = await listening.event('listening')
    for (const peer of [1, 2]) {
      const socket = connect(port as number, '127.0.0.1')
      sockets.push(socket)
      await once(socket, 'data')
      socket.write('me\n')
      const ended = await listening.event('sequence', (line) => line['peer'] === peer)
      expect(ended).toMatchObject({ outcome: 'passed' })
    }
    expect(await listening.stop('SIGTERM')).toBe(0)
  })

  it('refuses a file whole, with the place that is wrong', async () => {
    const wrong = await runCommand(['connect', address, '--sequence', await sequence(send('\\q'))])
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain('step 1')
    const path = join(folder, 'other.json')
    await writeFile(path, '{"format":"sockwright-payloads"}')
    const foreign = await runCommand(['connect', address, '--sequence', path])
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
      const tls = ['--starttls', 'xmpp', '--tls-ca', cert]
      const command = new RunningCommand([
        'connect',
        `tcp://${prosodyDomain}:${port}`,
        ...tls,
        '--sequence',
        file,
        '--json',
      ])
      running.push(command)
      return command
    }
    const bob = chat('bob')
    await bob.event('data', ({ hex }) => Buffer.from(String(hex), 'hex').includes('<presence from'))
    const alice = chat('alice')
    expect(await Promise.all([alice.ended(), bob.ended()])).toEqual([0, 0])
    for (const command of [alice, bob])
      expect(await command.event('sequence')).toMatchObject({ outcome: 'passed', done: 14 })
  })
})
