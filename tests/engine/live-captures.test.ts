import { mkdtemp, rm } from 'node:fs/promises'
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
let link: Caller<EngineCalls, EngineEvents>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-live-'))
  engine = await Engine.start({ workspace: { last: true }, dataFolder: folder }, (problem) => {
    throw problem
  })
  const [mine, theirs] = createMemoryChannelPair()
  engine.openSession(theirs, { files: 'any' })
  link = connect(mine)
})

afterEach(async () => {
  await engine.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Resolves with the list of captures once it has changed so that `met` holds. */
async function listOnce(met: (live: readonly boolean[]) => boolean): Promise<readonly boolean[]> {
  const live = async () => (await link.call('capture.list', {})).map((capture) => capture.live)
  const now = await live()
  if (met(now)) return now
  return new Promise((resolve, reject) => {
    const stop = link.on('capture.changed', () => {
      live().then((changed) => {
        if (!met(changed)) return
        stop()
        resolve(changed)
      }, reject)
    })
  })
}

async function record(): Promise<string> {
  const { id } = await link.call('endpoint.create', { kind: 'tcp-server', name: 'Server', options: {} })
  await link.call('endpoint.start', { endpoint: id })
  await listOnce((live) => live.length === 1 && live[0] === true)
  return id
}

describe('the list of captures', () => {
  it('tells that a capture has ended whose endpoint was deleted while it ran', async () => {
    await link.call('endpoint.delete', { endpoint: await record() })
    expect(await listOnce((live) => live[0] === false)).toEqual([false])
  })

  it('tells that captures have ended when another workspace is opened', async () => {
    await record()
    await link.call('workspace.open', { path: join(folder, 'other'), create: true })
    expect(await listOnce((live) => live[0] === false)).toEqual([false])
  })
})
