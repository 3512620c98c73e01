import { mkdtemp, readdir, realpath, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readMeta, writeMeta } from '../../src/main/engine/capture/capture-meta'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { CaptureLibrary } from '../../src/main/engine/library/capture-library'
import { overdueCaptures, type KeptCapture } from '../../src/main/engine/library/overdue-captures'
import { RemovalLog } from '../../src/main/engine/library/removal-log'
import { Retention } from '../../src/main/engine/library/retention'
import type { CaptureRemoval } from '../../src/shared/contract/engine/capture-calls'
import { captureOptions } from '../support/recorded-capture'

const day = 86_400_000
const now = 1_750_000_000_000
const kept = (capture: string, ageDays: number, gigabytes: number, removable = true): KeptCapture => ({
  capture,
  bytes: gigabytes * 1_000_000_000,
  lastWritten: now - ageDays * day,
  removable,
})

describe('which captures are overdue', () => {
  const captures = [kept('new', 1, 2), kept('open', 90, 4, false), kept('old', 40, 1), kept('older', 50, 3)]

  it('are none without limits', () => {
    expect(overdueCaptures(captures, { days: null, gigabytes: null }, now)).toEqual([])
  })

  it('are those too old, except what is open or recorded', () => {
    const overdue = overdueCaptures(captures, { days: 30, gigabytes: null }, now)
    expect(overdue.map(({ capture }) => capture)).toEqual(['older', 'old'])
  })

  it('are the oldest until the rest is small enough', () => {
    expect(overdueCaptures(captures, { days: null, gigabytes: 7 }, now)).toEqual([
      { capture: 'older', why: 'size' },
    ])
    const all = overdueCaptures(captures, { days: null, gigabytes: 1 }, now)
    expect(all.map(({ capture }) => capture)).toEqual(['older', 'old', 'new'])
  })
})

describe('retention', () => {
  let folder: string
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'sockwright-retention-')))
  })
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  /** A closed capture that was last written to so many days ago. */
  async function record(ageDays: number): Promise<string> {
    const recorder = await openRecorder(captureOptions(folder))
    recorder.messageIn(1, Buffer.alloc(100))
    await recorder.close()
    const { capture } = recorder.status()
    const at = Date.now() - ageDays * day
    await writeMeta(capture, { ...readMeta(capture)!, startedAt: at, endedAt: at })
    await utimes(join(capture, 'records.idx'), at / 1_000, at / 1_000)
    return capture
  }

  it('removes what is too old, tells and logs it, and spares what is open or recorded', async () => {
    const [old, open, fresh] = [await record(40), await record(41), await record(2)]
    const recorder = await openRecorder(captureOptions(folder))
    const problem = (thrown: unknown) => {
      throw thrown
    }
    const library = new CaptureLibrary(folder, {
      liveCaptures: () => new Set(),
      changed: () => undefined,
      problem,
    })
    const log = new RemovalLog(join(folder, 'removals.jsonl'))
    const told: CaptureRemoval[] = []
    let days: number | null = null
    const retention = new Retention(library, log, {
      limits: () => ({ days, gigabytes: null }),
      openCaptures: () => [open],
      removed: (removals) => told.push(...removals),
      problem,
    })
    try {
      await retention.run()
      expect(told).toEqual([])
      days = 30
      await retention.run()
      expect(told).toMatchObject([{ capture: old, name: 'Meter', why: 'age' }])
      expect(await log.list()).toEqual(told)
      const left = (await readdir(folder)).filter((name) => name.endsWith('.swcap'))
      const expected = [open, fresh, recorder.status().capture]
      expect(left.map((name) => join(folder, name)).sort()).toEqual(expected.sort())
    } finally {
      await retention.close()
      await library.close()
      await recorder.close()
    }
  })
})
