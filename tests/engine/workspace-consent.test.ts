import { once } from 'node:events'
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { connect as connectTcp, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Engine } from '../../src/main/engine/engine'
import type { Caller } from '../../src/shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import { connect } from '../../src/shared/contract/link'
import { createMemoryChannelPair } from '../../src/shared/contract/memory-channel'

let folder: string
let engine: Engine
let caller: Caller<EngineCalls, EngineEvents>
const sockets: Socket[] = []

const reply = (text: string) => ({
  do: 'reply',
  payload: { form: 'text', text, lineEnding: 'none' },
})
const rule = (text: string) => ({
  id: 'r1',
  name: 'answer',
  trigger: { when: 'message', match: { by: 'any' } },
  actions: [reply(text)],
})
const foreign = (rules: readonly object[], options: object = {}) => ({
  format: 'sockwright-workspace',
  version: 1,
  id: 'fromsomewhereelse',
  endpoints: [
    {
      id: 'e-1',
      name: 'Gateway',
      kind: 'tcp-server',
      options: { address: '127.0.0.1', port: 0, ...options },
      rules: { which: 'first', rules },
    },
  ],
  layout: null,
})

async function begin(path: string): Promise<void> {
  engine = await Engine.start({ dataFolder: join(folder, 'data'), workspace: { path } }, (problem) => {
    throw problem
  })
  const [mine, theirs] = createMemoryChannelPair()
  engine.openSession(theirs, { files: 'any' })
  caller = connect(mine)
}

async function file(content: object, name = 'foreign'): Promise<string> {
  const path = join(folder, `${name}.sockwright.json`)
  await writeFile(path, JSON.stringify(content))
  return path
}

async function client(): Promise<Socket> {
  const { state } = await caller.call('endpoint.start', { endpoint: 'e-1' })
  if (state.is !== 'listening') throw new Error(state.is)
  const socket = connectTcp(state.local.port, '127.0.0.1')
  sockets.push(socket)
  await once(socket, 'connect')
  return socket
}

const waiting = async () => (await caller.call('workspace.current', {})).waiting
const heard = async (socket: Socket) => String(((await once(socket, 'data')) as [Buffer])[0])

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-consent-'))
})
afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.destroy())
  await engine.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('a workspace from elsewhere', () => {
  it('writes no key log before the person consents', async () => {
    const keyLog = join(folder, 'keys.log')
    await begin(await file(foreign([], { tls: 'direct', tlsIdentity: 'self-signed', tlsKeyLog: keyLog })))
    expect(await waiting()).toMatchObject({ rules: [], writtenFiles: [keyLog] })
    const start = () => caller.call('endpoint.start', { endpoint: 'e-1' })
    await expect(start()).rejects.toMatchObject({ code: 'E_TLS_KEYLOG_CONSENT' })
    await caller.call('workspace.consent', { workspace: 'fromsomewhereelse' })
    expect((await start()).state.is).toBe('listening')
    expect((await stat(keyLog)).isFile()).toBe(true)
  })

  it('has its rules and environment wait, answers by its options, and acts at once with consent', async () => {
    const path = await file(foreign([rule('rule {{env.PATH}}')], { reply: 'option' }))
    await begin(path)
    expect(await waiting()).toEqual({
      rules: [{ endpoint: 'e-1', name: 'Gateway', rules: 1 }],
      scripts: [],
      sequences: [],
      environment: ['PATH'],
      files: [],
      writtenFiles: [],
    })
    const socket = await client()
    socket.write('x')
    expect(await heard(socket)).toBe('option')
    await expect(
      caller.call('endpoint.send', {
        endpoint: 'e-1',
        target: { to: 'peers', peers: 'all' },
        payload: { form: 'text', text: '{{env.PATH}}', lineEnding: 'none' },
      }),
    ).resolves.toEqual([
      expect.objectContaining({
        failure: expect.objectContaining({ code: 'E_ENVIRONMENT_CONSENT' }) as object,
      }),
    ])

    // Consent for another one changes nothing.
    await caller.call('workspace.consent', { workspace: 'anotherone' })
    expect(await waiting()).not.toBeNull()
    await caller.call('workspace.consent', { workspace: 'fromsomewhereelse' })
    expect(await waiting()).toBeNull()
    let said = ''
    socket.on('data', (chunk) => (said += String(chunk)))
    socket.write('y')
    await expect.poll(() => said).toBe(`optionrule ${process.env['PATH']}`)
  })

  it('is remembered by its id, wherever the file is, for its owner only', async () => {
    const path = await file(foreign([rule('a')]))
    await begin(path)
    await caller.call('workspace.consent', { workspace: 'fromsomewhereelse' })
    await engine.stop()
    const copy = join(folder, 'copy.sockwright.json')
    await copyFile(path, copy)
    await begin(copy)
    expect(await waiting()).toBeNull()
    const trust = join(folder, 'data', 'trust.json')
    if (process.platform !== 'win32') expect((await stat(trust)).mode & 0o777).toBe(0o600)
  })

  it('has its scripts wait', async () => {
    const source = 'function onMessage(peer) { peer.send("script") }'
    const content = foreign([])
    const endpoints = content.endpoints.map((one) => ({ ...one, script: { name: 'theirs', source } }))
    await begin(await file({ ...content, endpoints }))
    expect((await waiting())?.scripts).toEqual([{ endpoint: 'e-1', name: 'Gateway' }])
    const socket = await client()
    socket.write('x')
    const scriptState = async () =>
      (await caller.call('script.console', { endpoint: 'e-1', after: 0 })).state.is
    expect(await scriptState()).toBe('held')
    await caller.call('workspace.consent', { workspace: 'fromsomewhereelse' })
    await expect.poll(scriptState, { timeout: 20_000 }).toBe('running')
    socket.write('y')
    expect(await heard(socket)).toBe('script')
  })

  it('gets an id with the consent where it has none', async () => {
    const nameless = { ...foreign([rule('a')]), id: undefined }
    const path = await file(nameless)
    await begin(path)
    const { id } = await caller.call('workspace.current', {})
    expect(await waiting()).not.toBeNull()
    await caller.call('workspace.consent', { workspace: id })
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ id })
  })

  it('that does nothing by itself takes rules of the person, and they act the next time too', async () => {
    const path = await file(foreign([]))
    await begin(path)
    expect(await waiting()).toBeNull()
    const rules = { which: 'first', rules: [rule('mine')] } as never
    await caller.call('endpoint.update', { endpoint: 'e-1', rules })
    await engine.stop()
    await begin(path)
    expect(await waiting()).toBeNull()
    const socket = await client()
    socket.write('x')
    expect(await heard(socket)).toBe('mine')
  })
})

describe('a workspace that was made here', () => {
  it('acts, also when it is opened again', async () => {
    const path = join(folder, 'mine.sockwright.json')
    await begin(path)
    const rules = { which: 'first', rules: [rule('mine')] } as never
    await caller.call('endpoint.create', { kind: 'udp', name: 'U', options: {}, rules })
    expect(await waiting()).toBeNull()
    await engine.stop()
    await begin(path)
    expect(await waiting()).toBeNull()
  })
})
