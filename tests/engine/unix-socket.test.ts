import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { socketFeaturesHere } from '../../src/main/engine/network/socket-features'
import type { UnixClientOptions, UnixServerOptions } from '../../src/shared/endpoints/endpoint-config'
import { EndpointUnderTest } from '../support/endpoint-under-test'

const unix = process.platform !== 'win32'
const hello = Buffer.from('hello')
const endpoints: { stop(): Promise<void> }[] = []
let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sw-unix-'))
  path = join(folder, 'socket')
})
afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.stop()))
  await rm(folder, { recursive: true, force: true })
})

function server(options: Partial<UnixServerOptions> = {}): EndpointUnderTest<'unix-server'> {
  const made = new EndpointUnderTest('unix-server', { socketPath: path, ...options })
  endpoints.push(made.endpoint)
  return made
}

function client(options: Partial<UnixClientOptions> = {}): EndpointUnderTest<'unix-client'> {
  const made = new EndpointUnderTest('unix-client', { socketPath: path, ...options })
  endpoints.push(made.endpoint)
  return made
}

/** A socket file that its server has left behind. */
async function leaveStale(): Promise<void> {
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  await once(spawn(process.execPath, ['-e', script]), 'exit')
}

describe.skipIf(!unix)('a Unix socket', () => {
  it('carries bytes both ways, tells its path, and is gone after a stop', async () => {
    const one = server({ echo: true, framing: 'line' })
    await one.endpoint.start()
    expect(one.state).toEqual({ is: 'listening', local: { address: `unix:${path}`, port: 0 } })
    const two = client({ framing: 'line' })
    await two.endpoint.start()
    await two.endpoint.send({ to: 'remote' }, Buffer.from('ping\n'))
    await two.recorder.until(() => two.recorder.bytes(1, 'in').length === 5)
    const all = { from: 0, count: 9, show: 'all', search: '' } as const
    expect(one.endpoint.peers(all).rows[0]?.remote.address).toBe('unix:unnamed')
    expect(two.endpoint.peers(all).rows[0]?.remote.address).toBe(`unix:${path}`)
    two.endpoint.endPeers([1], 'half-close')
    await one.recorder.seen('end-received', 1)
    await one.recorder.seen('closed', 1)
    const three = client()
    await three.endpoint.start()
    await one.recorder.seen('accepted', 2)
    await three.endpoint.stop()
    await one.recorder.seen('closed', 2)
    expect(one.recorder.events('closed').map(({ end }) => end)).toEqual([
      { by: 'peer', how: 'close' },
      { by: 'peer', how: 'close' },
    ])
    await two.endpoint.stop()
    await one.endpoint.stop()
    expect(existsSync(path)).toBe(false)
  })

  it('whose path is too long is refused in bytes, before the system cuts it', async () => {
    const made = server({ socketPath: join(folder, '套'.repeat(40)) })
    await expect(made.endpoint.start()).rejects.toMatchObject({
      code: 'E_SOCKET_PATH_LONG',
      details: { limit: process.platform === 'darwin' ? 103 : 107 },
    })
    await expect(client({ socketPath: `/${'x'.repeat(120)}` }).endpoint.start()).rejects.toMatchObject({
      code: 'E_SOCKET_PATH_LONG',
    })
  })

  it('never takes the place of a file, nor of a live server', async () => {
    await writeFile(path, 'precious')
    for (const removeStale of [false, true]) {
      await expect(server({ removeStale }).endpoint.start()).rejects.toMatchObject({
        code: 'E_SOCKET_PATH_TAKEN',
      })
    }
    expect(await readFile(path, 'utf8')).toBe('precious')
    await expect(client().endpoint.start()).rejects.toMatchObject({ code: 'E_SOCKET_PATH_TAKEN' })
    await rm(path)
    const live = createServer().listen(path)
    await once(live, 'listening')
    await expect(server({ removeStale: true }).endpoint.start()).rejects.toMatchObject({
      code: 'E_SOCKET_LIVE',
    })
    live.close()
  })

  it('that was left behind is told, and removed on demand', async () => {
    await leaveStale()
    await expect(client().endpoint.start()).rejects.toMatchObject({ code: 'E_SOCKET_STALE' })
    const made = server()
    await expect(made.endpoint.start()).rejects.toMatchObject({ code: 'E_SOCKET_STALE' })
    expect(existsSync(path)).toBe(true)
    made.set({ removeStale: true })
    await made.endpoint.start()
    expect(made.state).toMatchObject({ is: 'listening' })
  })

  it('that is not there, or whose folder is not, is told so', async () => {
    await expect(client().endpoint.start()).rejects.toMatchObject({ code: 'E_SOCKET_MISSING' })
    await expect(
      server({ socketPath: join(folder, 'none', 'socket') }).endpoint.start(),
    ).rejects.toMatchObject({
      code: 'E_SOCKET_FOLDER',
    })
  })
})

const socat = process.platform === 'linux' && spawnSync('socat', ['-V']).error === undefined

describe.skipIf(!socat)(`an abstract name${socat ? '' : ' (skipped: socat is not installed)'}`, () => {
  it('is the one that other programs know, or is refused where this runtime cannot', async () => {
    const name = `sockwright-${process.pid}`
    if (!(await socketFeaturesHere()).has('abstract-socket')) {
      const refused = { code: 'E_SOCKET_ABSTRACT' }
      await expect(server({ socketPath: `@${name}` }).endpoint.start()).rejects.toMatchObject(refused)
      await expect(client({ socketPath: `@${name}` }).endpoint.start()).rejects.toMatchObject(refused)
      return
    }
    const made = server({ socketPath: `@${name}`, greet: 'welcome' })
    await made.endpoint.start()
    expect(made.state).toMatchObject({ local: { address: `unix:@${name}` } })
    const child = spawn('socat', ['-u', `ABSTRACT-CONNECT:${name}`, '-'])
    const [greeting] = (await once(child.stdout, 'data')) as [Buffer]
    expect(String(greeting)).toBe('welcome')
    const two = client({ socketPath: `@${name}` })
    await two.endpoint.start()
    await two.endpoint.send({ to: 'remote' }, hello)
    await made.recorder.until(() => made.recorder.bytes(2, 'in').length === 5)
    child.kill()
    await once(child, 'exit')
  })
})
