import { existsSync } from 'node:fs'
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Engine } from '../../src/main/engine/engine'
import type { Caller } from '../../src/shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import type { ImportProgress } from '../../src/shared/contract/engine/import-calls'
import { connect } from '../../src/shared/contract/link'
import { createMemoryChannelPair } from '../../src/shared/contract/memory-channel'
import { client, pcapFile, server, udpPacket } from '../support/packet-bytes'

let folder: string
let engine: Engine
let session: Caller<EngineCalls, EngineEvents>
let heard: ImportProgress[]
let wake: (() => void) | null = null

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sockwright-upload-')))
  const options = { dataFolder: join(folder, 'data'), workspace: { memory: true } } as const
  engine = await Engine.start(options, (problem) => {
    throw problem
  })
  const [mine, theirs] = createMemoryChannelPair()
  engine.openSession(theirs, { files: 'below', folder })
  session = connect(mine)
  heard = []
  session.on('import.progress', (progress) => {
    heard.push(progress)
    wake?.()
  })
})

afterEach(async () => {
  await engine.stop()
  await rm(folder, { recursive: true, force: true })
})

const uploads = () => join(folder, '.uploads')
const packets = pcapFile(101, [{ at: 1_000n, frame: udpPacket(client, server, Buffer.from('hello')) }])

async function upload(file: Buffer, name = 'lab.pcap'): Promise<string> {
  const bytes = new Uint8Array(file)
  const { upload: id } = await session.call('upload.begin', { name, bytes: bytes.length })
  const half = Math.ceil(bytes.length / 2)
  expect(await session.call('upload.write', { upload: id, data: bytes.subarray(0, half) })).toEqual({
    received: half,
  })
  await session.call('upload.write', { upload: id, data: bytes.subarray(half) })
  return id
}

async function importEnd(job: string): Promise<ImportProgress['state']> {
  for (;;) {
    const found = heard.find((progress) => progress.job === job && progress.state.is !== 'running')
    if (found) return found.state
    await new Promise<void>((resolve) => (wake = resolve))
  }
}

describe('an upload', () => {
  it('comes up in pieces, is imported under its own name, and leaves nothing', async () => {
    const { job } = await session.call('upload.import', { upload: await upload(packets) })
    const state = await importEnd(job)
    expect(state).toMatchObject({ is: 'finished', totals: { messages: 1, bytes: 5 } })
    const [capture] = await session.call('capture.list', {})
    expect(capture).toMatchObject({ name: 'lab.pcap' })
    await expect.poll(() => existsSync(uploads())).toBe(false)
  })

  it('names a file that is no packets as the person knows it', async () => {
    const { job } = await session.call('upload.import', {
      upload: await upload(Buffer.from('no packets'), 'a.pcap'),
    })
    const failure = { code: 'E_IMPORT_FORMAT', details: { path: 'a.pcap' } }
    expect(await importEnd(job)).toMatchObject({ is: 'failed', failure })
    await expect.poll(() => existsSync(uploads())).toBe(false)
  })

  it('is removed when it is cancelled, and with its window', async () => {
    const id = await upload(packets)
    await session.call('upload.cancel', { upload: id })
    expect(existsSync(uploads())).toBe(false)
    await upload(packets)
    expect(await readdir(uploads())).toHaveLength(1)
    session.close()
    await expect.poll(() => existsSync(uploads())).toBe(false)
  })

  it('refuses what is too long, too much, or not whole', async () => {
    const begin = (bytes: number) => session.call('upload.begin', { name: 'x.pcap', bytes })
    await expect(begin(5 * 1024 ** 3)).rejects.toMatchObject({ code: 'E_UPLOAD_TOO_LARGE' })
    const { upload: more } = await begin(2)
    const data = new Uint8Array(3)
    await expect(session.call('upload.write', { upload: more, data })).rejects.toMatchObject({
      code: 'E_UPLOAD_WRITE',
    })
    const { upload: less } = await begin(4)
    await session.call('upload.write', { upload: less, data })
    await expect(session.call('upload.import', { upload: less })).rejects.toMatchObject({
      code: 'E_UPLOAD_WRITE',
    })
    await expect(session.call('upload.cancel', { upload: less })).rejects.toMatchObject({
      code: 'E_JOB_UNKNOWN',
    })
    expect(existsSync(uploads())).toBe(false)
  })
})
