import { plainSurroundings } from '../support/plain-surroundings'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { createEndpoint } from '../../src/main/engine/endpoints/create-endpoint'
import { configOf } from '../support/endpoint-under-test'

const folders: string[] = []

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

/** Sends `blocks` blocks that can be told apart; resolves to their hash when the other side has closed. */
function sendBlocks(port: number, blocks: number, size: number): Promise<string> {
  const hash = createHash('sha256')
  const socket = connect({ port, host: '127.0.0.1' })
  let sent = 0
  const push = (): void => {
    while (sent < blocks) {
      const block = Buffer.alloc(size, sent++ % 251)
      hash.update(block)
      if (!socket.write(block)) return void socket.once('drain', push)
    }
    socket.end()
  }
  socket.on('connect', push)
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', () => resolve(hash.digest('hex')))
  })
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

describe('an endpoint that records to disk', () => {
  it(
    'loses no byte of a stream faster than the disk, and pending is 0 after the stop',
    { timeout: 60_000 },
    async () => {
      const capturesFolder = await mkdtemp(path.join(tmpdir(), 'sockwright-recorded-'))
      folders.push(capturesFolder)
      const congestion: boolean[] = []
      const endpoint = createEndpoint(configOf('tcp-server'), {
        openRecorder: async (config) => {
          const limits = { congestedAbove: 1_000_000, relievedBelow: 500_000 }
          const recorder = await openRecorder({
            capturesFolder,
            endpoint: config,
            engineVersion: 'test',
            limits,
          })
          recorder.onCongestion((congested) => congestion.push(congested))
          return recorder
        },
        ...plainSurroundings,
      })
      await endpoint.start()
      const { state } = endpoint.status()
      const sent = await sendBlocks('local' in state ? state.local.port : 0, 1_000, 64 * 1024)
      await endpoint.stop()
      const { counters, recording } = endpoint.status()
      expect(counters).toMatchObject({
        receivedBytes: 65_536_000,
        recordedBytes: 65_536_000,
        pendingBytes: 0,
        lostBytes: 0,
      })
      expect(await hashOf(path.join(recording?.capture ?? '', 'payload.bin'))).toBe(sent)
      expect(congestion).toContain(true)
    },
  )
})
