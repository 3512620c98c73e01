import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import type { Recorder } from '../../src/main/engine/capture/recorder'
import { seriesFolders } from '../../src/main/engine/capture/series-reader'
import { LiveExports } from '../../src/main/engine/query/live-exports'
import { SeriesPool } from '../../src/main/engine/query/series-pool'
import type { LiveExport } from '../../src/shared/contract/engine/live-export-calls'
import { captureOptions, readAll } from '../support/recorded-capture'

let folder: string
let recorder: Recorder
let capture: string
let exports: LiveExports
let listed: readonly LiveExport[]
let wake: (() => void)[]
let live: Set<string>

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sockwright-live-series-'))
  const rollover = { bytes: 2_000, ageMs: null }
  recorder = await openRecorder(captureOptions(path.join(folder, 'captures'), { rollover }))
  capture = recorder.status().capture
  live = new Set([capture])
  listed = []
  wake = []
  exports = new LiveExports({
    pool: new SeriesPool(),
    liveCaptures: () => live,
    changed: (list) => {
      listed = list
      wake.splice(0).forEach((next) => next())
    },
  })
  recorder.onProgress(() => exports.captureGrew(capture))
})

afterEach(async () => {
  await recorder.close()
  live.clear()
  await exports.close()
  rmSync(folder, { recursive: true })
})

async function until(fits: () => boolean): Promise<void> {
  while (!fits()) await new Promise<void>((resolve) => wake.push(resolve))
}

const message = (index: number) => Buffer.alloc(500, index)
const joined = (count: number) => Buffer.concat(Array.from({ length: count }, (_, index) => message(index)))

describe('a live export of a capture that goes on in a next folder', () => {
  it('has every message of all folders once and in order, and ends with the series', async () => {
    const target = path.join(folder, 'all.bin')
    const request = { capture, filter: 'dir:in', after: 0, path: target, overwrite: false }
    recorder.messageIn(1, message(0))
    await exports.start({
      ...request,
      format: 'raw',
      options: { direction: 'both', perPeer: false, offsets: 'stream' },
    })
    for (let index = 1; index < 12; index += 1) recorder.messageIn(1, message(index))
    await until(() => listed[0]?.bytes === 6_000)
    expect(seriesFolders(capture).length).toBeGreaterThan(2)
    for (let index = 12; index < 20; index += 1) recorder.messageIn(1, message(index))
    await recorder.close()
    live.clear()
    await exports.close()
    expect(readFileSync(target).equals(joined(20))).toBe(true)
    expect(exports.list()).toEqual([])
  })

  it('keeps the numbers and tells of each rollover in jsonl', async () => {
    const target = path.join(folder, 'all.jsonl')
    await exports.start({
      capture,
      filter: '',
      after: 0,
      path: target,
      overwrite: false,
      format: 'jsonl',
      options: { direction: 'both', perPeer: false, offsets: 'stream' },
    })
    for (let index = 0; index < 20; index += 1) recorder.messageIn(1, message(index))
    await recorder.close()
    live.clear()
    await exports.close()
    const lines = readFileSync(target, 'utf8').trimEnd().split('\n')
    const objects = lines.map((line) => JSON.parse(line) as { record: number; event?: { event: string } })
    const recorded = await readAll(capture)
    expect(objects.map(({ record }) => record)).toEqual(recorded.map(({ record }) => record))
    const rollovers = objects.filter(({ event }) => event?.event === 'rolled-over').length
    expect(rollovers).toBe(seriesFolders(capture).length - 1)
    expect(rollovers).toBeGreaterThan(2)
  })
})
