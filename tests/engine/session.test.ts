import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Engine } from '../../src/main/engine/engine'
import type { EngineOptions } from '../../src/main/engine/engine-options'
import type { SessionPolicy } from '../../src/main/engine/files/path-policy'
import type { Caller } from '../../src/shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import { exampleNames } from '../../src/shared/contract/engine/example-calls'
import { connect } from '../../src/shared/contract/link'
import { createMemoryChannelPair } from '../../src/shared/contract/memory-channel'
import { isRunning } from '../../src/shared/endpoints/endpoint-status'
import { testCertificates } from '../support/test-certificates'

let folder: string
let engine: Engine

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sockwright-session-')))
  await startEngine({ workspace: { last: true } })
})

afterEach(async () => {
  await engine.stop()
  await rm(folder, { recursive: true, force: true })
})

async function startEngine(options: EngineOptions): Promise<void> {
  engine = await Engine.start({ dataFolder: join(folder, 'data'), ...options }, (problem) => {
    throw problem
  })
}

function openSession(policy: SessionPolicy = { files: 'any' }): Caller<EngineCalls, EngineEvents> {
  const [mine, theirs] = createMemoryChannelPair()
  engine.openSession(theirs, policy)
  return connect(mine)
}

const udp = { kind: 'udp', name: 'Sensor', options: { broadcast: true } } as const

describe('a session', () => {
  it('stays with its workspace when that is opened through a symbolic link', async () => {
    const session = openSession()
    const { path } = await session.call('workspace.current', {})
    const link = join(folder, 'link.sockwright.json')
    await symlink(path, link)
    expect(await session.call('workspace.open', { path: link })).toMatchObject({ path, heldBy: null })
  })

  it('keeps the last fifty deleted endpoints', async () => {
    const session = openSession()
    const ids: string[] = []
    for (let count = 0; count < 51; count++) {
      const { id } = await session.call('endpoint.create', udp)
      await session.call('endpoint.delete', { endpoint: id })
      ids.push(id)
    }
    const [oldest, next] = ids
    await expect(session.call('endpoint.restore', { endpoint: oldest! })).rejects.toMatchObject({
      code: 'E_ENDPOINT_UNKNOWN',
    })
    expect(await session.call('endpoint.restore', { endpoint: next! })).toMatchObject({ id: next })
  })

  it('takes back the deletion of a running endpoint, at its place', async () => {
    const session = openSession()
    const first = await session.call('endpoint.create', udp)
    await session.call('endpoint.create', { ...udp, name: 'Second' })
    await session.call('endpoint.start', { endpoint: first.id })
    await session.call('endpoint.delete', { endpoint: first.id })
    expect((await session.call('workspace.current', {})).endpoints.map(({ name }) => name)).toEqual([
      'Second',
    ])
    expect(await session.call('endpoint.restore', { endpoint: first.id })).toEqual(first)
    const { endpoints } = await session.call('workspace.current', {})
    expect(endpoints.map(({ name }) => name)).toEqual(['Sensor', 'Second'])
    expect((await session.call('engine.statuses', {}))[0]!.state.is).toBe('stopped')
  })

  it('duplicates under a new name and changes options', async () => {
    const session = openSession()
    const first = await session.call('endpoint.create', udp)
    const copy = await session.call('endpoint.duplicate', { endpoint: first.id })
    expect(copy).toMatchObject({ name: 'Sensor 2', options: first.options })
    const change = { endpoint: copy.id, name: 'Other', options: { echo: true } }
    const { config } = await session.call('endpoint.update', change)
    expect(config).toMatchObject({ name: 'Other', options: { broadcast: true, echo: true } })
    const wrong = session.call('endpoint.update', { endpoint: copy.id, options: { port: 70_000 } })
    await expect(wrong).rejects.toMatchObject({ code: 'E_PORT_RANGE', details: { port: 70_000 } })
  })

  it('finds everything again at the next start', async () => {
    const session = openSession()
    const created = await session.call('endpoint.create', udp)
    await session.call('workspace.setLayout', { layout: { tabs: [created.id] } })
    await session.call('settings.set', { theme: 'light' })
    const saved = await session.call('workspace.saveAs', { path: join(folder, 'lab') })
    expect(saved.path).toBe(join(folder, 'lab.sockwright.json'))
    await engine.stop()
    await startEngine({ workspace: { last: true } })
    const again = openSession()
    expect(await again.call('workspace.current', {})).toMatchObject({
      name: 'lab',
      endpoints: [created],
      layout: { tabs: [created.id] },
      heldBy: null,
      notice: null,
    })
    expect((await again.call('settings.get', {})).theme).toBe('light')
    const recent = await again.call('workspace.recent', {})
    expect(recent.map(({ name, endpoints }) => [name, endpoints])).toEqual([
      ['lab', 1],
      ['main', 1],
    ])
  })

  it('stops everything when another workspace is opened, and stays where it is when that fails', async () => {
    const session = openSession()
    const created = await session.call('endpoint.create', udp)
    await session.call('endpoint.start', { endpoint: created.id })
    const missing = session.call('workspace.open', { path: join(folder, 'nowhere.sockwright.json') })
    await expect(missing).rejects.toMatchObject({ code: 'E_WORKSPACE_UNKNOWN' })
    expect(isRunning((await session.call('engine.statuses', {}))[0]!.state)).toBe(true)
    const path = join(folder, 'new.sockwright.json')
    expect(await session.call('workspace.open', { path, create: true })).toMatchObject({
      path,
      endpoints: [],
    })
    expect(await session.call('engine.statuses', {})).toEqual([])
  })

  it('remembers what was sent, not what failed', async () => {
    const session = openSession()
    const { id } = await session.call('endpoint.create', udp)
    await session.call('endpoint.start', { endpoint: id })
    const payload = { form: 'text', text: 'ping', lineEnding: 'lf' } as const
    const nobody = { endpoint: id, target: { to: 'remote' }, payload } as const
    await expect(session.call('endpoint.send', nobody)).rejects.toMatchObject({ code: 'E_NO_PEER' })
    expect(await session.call('history.list', {})).toEqual([])
    const { state } = (await session.call('engine.statuses', {}))[0]!
    const port = state.is === 'bound' ? state.local.port : 0
    const target = { to: 'address', host: '127.0.0.1', port } as const
    expect(await session.call('endpoint.send', { endpoint: id, target, payload })).toMatchObject([
      { ok: true, bytes: 5 },
    ])
    expect(await session.call('history.list', {})).toMatchObject([{ payload }])
    const wrong = session.call('endpoint.send', {
      endpoint: id,
      target,
      payload: { form: 'hex', hex: 'abc' },
    })
    await expect(wrong).rejects.toMatchObject({ code: 'E_HEX_ODD', details: { position: 3 } })
  })

  it.each(exampleNames)('opens the example %s ready to use', async (example) => {
    const session = openSession()
    const made = await session.call('example.open', { example })
    const statuses = await session.call('engine.statuses', {})
    expect(statuses.map(({ state }) => isRunning(state))).toEqual(made.map(() => true))
    const answered = new Promise<void>((resolve) => {
      session.on('endpoint.status', ({ statuses: changed }) => {
        if (changed.some(({ counters }) => counters.receivedBytes > 0)) resolve()
      })
    })
    const payload = { form: 'text', text: 'GET / HTTP/1.1', lineEnding: 'crlf' } as const
    await session.call('endpoint.send', { endpoint: made.at(-1)!.id, target: { to: 'remote' }, payload })
    await answered
  })

  it('names the endpoints of an example in the language of the person', async () => {
    const made = await openSession().call('example.open', { example: 'echo', language: 'zh-CN' })
    expect(made.map(({ name }) => name)).toEqual(['回显服务端', '回显客户端'])
  })

  it('lists captures, live ones as such, and tells when the list changes', async () => {
    const session = openSession()
    const { id } = await session.call('endpoint.create', udp)
    const changed = new Promise((resolve) => session.on('capture.changed', resolve))
    await session.call('endpoint.start', { endpoint: id })
    await changed
    expect(await session.call('capture.list', {})).toMatchObject([
      { name: 'Sensor', kind: 'udp', live: true },
    ])
  })
})

describe('files that the options of a workspace name', () => {
  /** A workspace by hand, with a TLS server whose files have relative paths. */
  async function openWritten(tlsCert: string): Promise<Caller<EngineCalls, EngineEvents>> {
    const place = join(folder, 'by-hand')
    await mkdir(place)
    const { cert, key } = await testCertificates.certificate('self-signed', ['localhost'])
    await writeFile(join(place, 'both.pem'), `${String(cert)}\n${String(key)}`)
    const options = { port: 0, tls: 'direct', tlsCert }
    const endpoints = [{ id: 'e-1', name: 'TLS', kind: 'tcp-server', options }]
    const path = join(place, 'mine.sockwright.json')
    await writeFile(path, JSON.stringify({ format: 'sockwright-workspace', version: 1, endpoints }))
    const session = openSession({ files: 'below', folder: place })
    await session.call('workspace.open', { path })
    return session
  }

  it('are found beside it, wherever the engine was started', async () => {
    const session = await openWritten('both.pem')
    const started = await session.call('endpoint.start', { endpoint: 'e-1' })
    expect(started.state.is).toBe('listening')
  })

  it('are not taken from outside the folder of a session', async () => {
    const session = await openWritten('../data/outside.pem')
    await expect(session.call('endpoint.start', { endpoint: 'e-1' })).rejects.toMatchObject({
      code: 'E_PATH_FORBIDDEN',
      details: { option: 'tlsCert' },
    })
  })
})

describe('a session that may use one folder', () => {
  it('is refused every path outside, and may read captures', async () => {
    const inside = join(folder, 'inside')
    await mkdir(inside)
    const session = openSession({ files: 'below', folder: inside })
    const outside = join(folder, 'outside.sockwright.json')
    const forbidden = { code: 'E_PATH_FORBIDDEN' }
    await expect(session.call('workspace.open', { path: outside, create: true })).rejects.toMatchObject(
      forbidden,
    )
    await expect(session.call('workspace.saveAs', { path: '../outside' })).rejects.toMatchObject(forbidden)
    await expect(session.call('view.open', { capture: '/etc', filter: '' })).rejects.toMatchObject(forbidden)
    await expect(session.call('record.read', { capture: '/etc', record: 1 })).rejects.toMatchObject(forbidden)
    await expect(session.call('capture.summary', { capture: '/etc' })).rejects.toMatchObject(forbidden)
    const options = { tls: 'direct', tlsCa: join(folder, 'ca.pem') }
    expect(await session.call('endpoint.check', { kind: 'tcp-client', options })).toMatchObject([
      { option: 'tlsCa', failure: forbidden },
    ])
    const { id } = await session.call('endpoint.create', udp)
    const { recording } = await session.call('endpoint.start', { endpoint: id })
    const capture = recording!.capture
    expect(await session.call('capture.summary', { capture })).toMatchObject({ capture, live: true })
    const wanted = {
      capture,
      filter: '',
      format: 'csv',
      destination: { to: 'file', path: '/tmp/x.csv' },
    } as const
    await expect(session.call('export.start', wanted)).rejects.toMatchObject(forbidden)
    expect((await session.call('workspace.saveAs', { path: 'mine' })).path).toBe(
      join(inside, 'mine.sockwright.json'),
    )
    expect((await session.call('workspace.files', {})).map(({ name }) => name)).toEqual(['mine'])
    expect((await readdir(folder)).toSorted()).toEqual(['data', 'inside'])
  })
})
