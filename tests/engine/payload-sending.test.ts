import { once } from 'node:events'
import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { connect as connectSocket, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Engine } from '../../src/main/engine/engine'
import type { Caller } from '../../src/shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import { connect } from '../../src/shared/contract/link'
import { createMemoryChannelPair } from '../../src/shared/contract/memory-channel'
import type { Payload } from '../../src/shared/payload/payload'

let folder: string
let engine: Engine
let session: Caller<EngineCalls, EngineEvents>
let endpoint: string
let port: number
const sockets: Socket[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-payload-'))
  engine = await Engine.start({ dataFolder: folder, workspace: { last: true } }, (problem) => {
    throw problem
  })
  const [mine, theirs] = createMemoryChannelPair()
  engine.openSession(theirs, { files: 'any' })
  session = connect(mine)
})

afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.destroy())
  await engine.stop()
  await rm(folder, { recursive: true, force: true })
})

async function startServer(options: Record<string, unknown> = {}): Promise<void> {
  const config = await session.call('endpoint.create', {
    kind: 'tcp-server',
    name: 'Server',
    options: { address: '127.0.0.1', port: 0, ...options },
  })
  endpoint = config.id
  await start()
}

async function start(): Promise<void> {
  const { state } = await session.call('endpoint.start', { endpoint })
  port = state.is === 'listening' ? state.local.port : 0
}

/** Connects, and waits until the server knows. */
async function client(): Promise<Socket> {
  const before = engine.endpoints.get(endpoint).status().peers.connected
  const socket = connectSocket(port, '127.0.0.1')
  sockets.push(socket)
  await once(socket, 'connect')
  await expect.poll(() => engine.endpoints.get(endpoint).status().peers.connected).toBe(before + 1)
  return socket
}

async function received(socket: Socket, length: number): Promise<string> {
  let bytes = Buffer.alloc(0)
  while (bytes.length < length) {
    const chunk = socket.read() as Buffer | null
    if (chunk) bytes = Buffer.concat([bytes, chunk])
    else await once(socket, 'readable')
  }
  return bytes.toString('latin1')
}

const text = (typed: string): Payload => ({ form: 'text', text: typed, lineEnding: 'none' })
const toAll = { to: 'peers', peers: 'all' } as const
const send = (payload: Payload) => session.call('endpoint.send', { endpoint, target: toAll, payload })
const preview = (payload: Payload, peer?: number) =>
  session.call('payload.preview', { endpoint, payload, peer })

describe('a payload with variables that is sent by hand', () => {
  it('is made for each peer, and counts its sendings until the endpoint starts anew', async () => {
    await startServer()
    const one = await client()
    const two = await client()
    const numbered = text('#{{peer.number}} {{seq}} {{local.port}} {{peer.port}};')
    const expected = (socket: Socket, peer: number, seq: number) =>
      `#${peer} ${seq} ${port} ${socket.localPort};`
    for (const seq of [1, 2]) {
      await send(numbered)
      expect(await received(one, expected(one, 1, seq).length)).toBe(expected(one, 1, seq))
      expect(await received(two, expected(two, 2, seq).length)).toBe(expected(two, 2, seq))
    }
    await send(text('{{seq}}'))
    expect(await received(one, 1)).toBe('1')

    await session.call('endpoint.stop', { endpoint })
    await start()
    const again = await client()
    await send(numbered)
    expect(await received(again, expected(again, 1, 1).length)).toBe(expected(again, 1, 1))
  })

  it('tells of each peer why it could not be made', async () => {
    await startServer()
    await client()
    expect(await send(text('{{u8 local.port}}'))).toMatchObject([
      { peer: 1, ok: false, failure: { code: 'E_VARIABLE_RANGE', details: { index: 0 } } },
    ])
    await expect(send(text('a {{nobody}}'))).rejects.toMatchObject({
      code: 'E_VARIABLE_UNKNOWN',
      details: { index: 4, length: 6 },
    })
    await expect(send(text('{{match.1}}'))).rejects.toMatchObject({ code: 'E_VARIABLE_PLACE' })
  })

  it('gets its fields at each sending', async () => {
    await startServer()
    const socket = await client()
    const fields: Payload['fields'] = [
      { field: 'checksum', checksum: 'sum-8', order: 'be', as: 'HEX', from: 0, to: null, at: 'end' },
      { field: 'length', as: 'u8', digits: 0, counts: 'payload', plus: 0, at: 'start' },
    ]
    await send({ ...text('{{seq}}'), fields })
    await send({ ...text('{{seq}}'), fields })
    expect(await received(socket, 8)).toBe('\x01132' + '\x01233')
  })

  it('is previewed as it would be sent now, without being counted', async () => {
    await startServer()
    const counted = text('{{seq}}/{{peer.number}}')
    const shown = async (peer?: number) => {
      const made = await preview(counted, peer)
      if (!made.ok) throw new Error(made.failure.message)
      return Buffer.from(made.bytes).toString()
    }
    expect(await shown()).toBe('1/1')
    await client()
    const two = await client()
    expect(await shown(2)).toBe('1/2')
    await send(counted)
    expect(await received(two, 3)).toBe('1/2')
    expect(await shown(2)).toBe('2/2')
    expect(await preview(text('{{env.SOCKWRIGHT_NOT_THERE}}'))).toMatchObject({
      ok: false,
      failure: { code: 'E_ENVIRONMENT_MISSING' },
    })
  })
})

describe('greeting and reply', () => {
  it('have variables, and a failure is an event', async () => {
    await startServer({ greet: 'you are {{peer.number}}\\n', reply: '{{u8 seq(255)}}', framing: 'line' })
    const one = await client()
    expect(await received(one, 10)).toBe('you are 1\n')
    one.write('a\nb\n')
    expect(await received(one, 1)).toBe('\xff')
    const two = await client()
    expect(await received(two, 10)).toBe('you are 2\n')
    const { recording } = engine.endpoints.get(endpoint).status()
    await session.call('endpoint.stop', { endpoint })
    const events = await readFile(join(recording!.capture, 'events.bin'), 'utf8')
    expect(events).toContain('answer-failed')
    expect(events).toContain('E_VARIABLE_RANGE')
  })

  it('refuse what is wrong before anything is saved', async () => {
    const options = { greet: 'a {{match.1}}' }
    await expect(
      session.call('endpoint.create', { kind: 'tcp-server', name: 'Wrong', options }),
    ).rejects.toMatchObject({ code: 'E_VARIABLE_PLACE', details: { option: 'greet' } })
  })
})

describe('variables of the workspace', () => {
  it('are inserted, kept in its file, and may change', async () => {
    await startServer()
    const socket = await client()
    await session.call('workspace.setVariables', { variables: { token: 'a{{seq}}\\n', 令牌: '值' } })
    await send(text('{{token}}'))
    expect(await received(socket, 10)).toBe('a{{seq}}\\n')
    const { path, variables } = await session.call('workspace.current', {})
    expect(variables).toEqual({ token: 'a{{seq}}\\n', 令牌: '值' })
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ variables })
    await session.call('workspace.setVariables', { variables: { token: 'other' } })
    await send(text('{{token}}'))
    expect(await received(socket, 5)).toBe('other')
    await session.call('workspace.setVariables', { variables: {} })
    expect(await send(text('{{token}}'))).toMatchObject([{ failure: { code: 'E_VARIABLE_UNKNOWN' } }])
    expect(JSON.parse(await readFile(path, 'utf8'))).not.toHaveProperty('variables')
  })

  it.each(['seq', 'env', '1st', 'a b', ''])('cannot be called %j', async (name) => {
    const variables = JSON.parse(`{${JSON.stringify(name)}: "x"}`) as Record<string, string>
    await expect(session.call('workspace.setVariables', { variables })).rejects.toMatchObject({
      code: 'E_ARGUMENT',
    })
  })
})
