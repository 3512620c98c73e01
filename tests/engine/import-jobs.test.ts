import { mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ImportJobs } from '../../src/main/engine/import/import-jobs'
import type { ImportProgress } from '../../src/shared/contract/engine/import-calls'
import { client, pcapFile, server, udpPacket } from '../support/packet-bytes'
import { readAll } from '../support/recorded-capture'

let folder: string
let captures: string
let jobs: ImportJobs
let heard: ImportProgress[]
let wake: (() => void) | null

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sockwright-import-jobs-')))
  captures = join(folder, 'captures')
  heard = []
  wake = null
  jobs = new ImportJobs(captures, {
    imported: () => undefined,
    problem: (thrown) => {
      throw thrown
    },
  })
})

afterEach(async () => {
  await jobs.close()
  await rm(folder, { recursive: true, force: true })
})

async function start(bytes: Buffer): Promise<string> {
  const source = join(folder, 'lab.pcap')
  await writeFile(source, bytes)
  return jobs.start(source, 'lab.pcap', (progress) => {
    heard.push(progress)
    wake?.()
  })
}

async function until(matches: (progress: ImportProgress) => boolean): Promise<ImportProgress> {
  for (;;) {
    const found = heard.find(matches)
    if (found) return found
    await new Promise<void>((resolve) => (wake = resolve))
  }
}

function datagrams(count: number, size: number): Buffer {
  const packet = udpPacket(client, server, Buffer.alloc(size, 'x'))
  return pcapFile(
    101,
    Array.from({ length: count }, (_, index) => ({ at: BigInt(index) * 1_000n, frame: packet })),
  )
}

describe('an import under way', () => {
  it('ends with a whole capture beside the others and nothing else', async () => {
    await start(datagrams(1_000, 100))
    const { state } = await until((progress) => progress.state.is !== 'running')
    if (state.is !== 'finished') throw new Error(`it ended as ${state.is}`)
    expect((await readdir(captures)).map((name) => join(captures, name))).toEqual([state.capture])
    expect(await readAll(state.capture)).toHaveLength(1_003)
  })

  it('is cancelled without a trace', async () => {
    const job = await start(datagrams(40_000, 1_000))
    await until((progress) => progress.state.is === 'running' && progress.done > 0)
    await jobs.cancel(job)
    expect(heard.at(-1)!.state).toEqual({ is: 'cancelled' })
    expect(await readdir(captures)).toEqual([])
    await expect(jobs.cancel(job)).rejects.toMatchObject({ code: 'E_JOB_UNKNOWN' })
  })

  it('fails without a trace', async () => {
    await start(Buffer.from('not packets'))
    const { state } = await until((progress) => progress.state.is !== 'running')
    expect(state).toMatchObject({ is: 'failed', failure: { code: 'E_IMPORT_FORMAT' } })
    expect(await readdir(captures)).toEqual([])
  })
})
