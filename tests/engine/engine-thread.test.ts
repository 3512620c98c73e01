import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startEngine, type EngineWorker } from '../../src/main/engine/thread/engine-worker'
import type { Caller } from '../../src/shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import { SockwrightError } from '../../src/shared/contract/errors'
import { connect } from '../../src/shared/contract/link'

let folder: string
let worker: EngineWorker
let engine: Caller<EngineCalls, EngineEvents>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-thread-'))
  worker = await startEngine({ workspace: { memory: true }, dataFolder: folder })
  engine = connect(worker.openSession({ files: 'any' }))
})

afterEach(async () => {
  await worker.stop()
  await rm(folder, { recursive: true, force: true })
})

async function startServer(): Promise<{ id: string; port: number }> {
  const { id } = await engine.call('endpoint.create', { kind: 'tcp-server', name: 'Server', options: {} })
  const { state } = await engine.call('endpoint.start', { endpoint: id })
  return { id, port: state.is === 'listening' ? state.local.port : 0 }
}

describe('the engine thread', () => {
  it('leaves the main thread free while it is busy for half a second', async () => {
    const { id } = await startServer()
    const payload = { form: 'hex', hex: 'ab '.repeat(5_000_000) } as const
    // Compiling so much hex is work; that nobody is there to get it does not matter.
    const work = () =>
      engine.call('endpoint.send', { endpoint: id, target: { to: 'peers', peers: 'all' }, payload }).then(
        () => performance.now(),
        () => performance.now(),
      )
    const begun = performance.now()
    const oneMs = (await work()) - begun
    const enough = Math.ceil(1_500 / oneMs)
    const done = Promise.all(Array.from({ length: enough }, work))

    // From here the main thread has nothing to do but to answer.
    const posted = performance.now()
    let last = posted
    let longest = 0
    const ticking = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    const busyMs = Math.max(...(await done)) - posted
    clearInterval(ticking)
    // In one thread the longest silence would be all of it; 50 ms are the aim, the rest is for a loaded machine.
    expect(busyMs).toBeGreaterThan(500)
    expect(longest).toBeLessThan(Math.max(50, busyMs / 2))
  })

  it('closes sockets and sessions when it stops', async () => {
    const { id, port } = await startServer()
    const accepted = new Promise<void>((resolve) => {
      engine.on('endpoint.status', ({ statuses }) => {
        if (statuses.some(({ endpoint, peers }) => endpoint === id && peers.connected === 1)) resolve()
      })
    })
    const client = connectSocket(port, '127.0.0.1')
    await once(client, 'connect')
    client.resume()
    await accepted
    const closed = once(client, 'close')
    await worker.stop()
    await closed
    await expect(engine.call('engine.info', {})).rejects.toMatchObject({ code: 'E_LINK_CLOSED' })
    const refused = connectSocket(port, '127.0.0.1')
    const [failure] = (await once(refused, 'error')) as [NodeJS.ErrnoException]
    expect(failure.code).toBe('ECONNREFUSED')
  })

  it('may be stopped twice', async () => {
    await Promise.all([worker.stop(), worker.stop()])
    await worker.stop()
  })

  it('hands out no download that is not there', async () => {
    await expect(worker.takeDownload('nothing')).rejects.toMatchObject({ code: 'E_JOB_UNKNOWN' })
  })

  it('says why it cannot start', async () => {
    const failed = startEngine({ workspace: { last: true }, dataFolder: '/dev/null/nowhere' })
    await expect(failed).rejects.toBeInstanceOf(SockwrightError)
    await expect(failed).rejects.toMatchObject({ code: 'E_FOLDER_NOT_WRITABLE' })
  })
})
