import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Engine } from '../../src/main/engine/engine'
import { connect } from '../../src/shared/contract/link'
import { createMemoryChannelPair } from '../../src/shared/contract/memory-channel'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'

it('counts as recorded messages only those that reached the disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sockwright-recorded-'))
  const engine = await Engine.start({ dataFolder: folder, workspace: { memory: true } }, (problem) => {
    throw problem
  })
  try {
    const [mine, theirs] = createMemoryChannelPair()
    engine.openSession(theirs, { files: 'any' })
    const session = connect<EngineCalls, EngineEvents>(mine)
    const options = { address: '127.0.0.1', echo: true }
    const { id } = await session.call('endpoint.create', { kind: 'tcp-server', name: 'Server', options })
    const { state } = await session.call('endpoint.start', { endpoint: id })
    if (state.is !== 'listening') throw new Error(`the server is ${state.is}`)
    const exchange = async () => {
      const socket = connectSocket(state.local.port, '127.0.0.1')
      socket.end('four').resume()
      await once(socket, 'close')
    }
    await exchange()
    await expect
      .poll(async () => (await session.call('engine.statuses', {}))[0]?.counters.recordedMessages)
      .toBe(2)
    // A file in its place keeps the recording from resuming in a new folder.
    await rm(engine.folders.captures, { recursive: true })
    await writeFile(engine.folders.captures, '')
    await expect
      .poll(async () => (await session.call('engine.statuses', {}))[0]?.recording?.stopped, {
        timeout: 10_000,
      })
      .toBeTruthy()
    await exchange()
    const { counters } = await session.call('endpoint.stop', { endpoint: id })
    expect(counters).toMatchObject({ receivedBytes: 8, recordedBytes: 4, lostBytes: 4, recordedMessages: 2 })
    expect(counters.receivedMessages + counters.sentMessages).toBe(4)
  } finally {
    await engine.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
