import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import {
  captureFolderName,
  newSeriesName,
  parseCaptureName,
} from '../../src/main/engine/capture/capture-names'
import { readMeta } from '../../src/main/engine/capture/capture-meta'
import { CaptureClock } from '../../src/main/engine/capture/capture-clock'
import { openSeries } from '../../src/main/engine/capture/series-reader'
import { captureOptions, readAll } from '../support/recorded-capture'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sockwright-capture-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const peers = fc.integer({ min: 1, max: 0xffff_ffff })
const step = fc.oneof(
  fc.record({ do: fc.constant('in' as const), peer: peers, bytes: fc.uint8Array({ maxLength: 9_000 }) }),
  fc.record({ do: fc.constant('out' as const), peer: peers, bytes: fc.uint8Array({ maxLength: 300 }) }),
  fc.record({
    do: fc.constant('event' as const),
    peer: peers,
    host: fc.string({ maxLength: 40, unit: 'binary' }),
  }),
  fc.record({ do: fc.constant('pause' as const) }),
)

describe('recording and reading back', () => {
  it('gives back every record as it was, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const recorder = await openRecorder(captureOptions(folder))
        const expected: unknown[] = []
        for (const item of steps) {
          if (item.do === 'in') {
            recorder.messageIn(item.peer, item.bytes)
            expected.push(['in', item.peer, 'none', Buffer.from(item.bytes).toString('hex')])
          } else if (item.do === 'out') {
            recorder.messageOut(item.peer, item.bytes, 'echo')
            expected.push(['out', item.peer, 'echo', Buffer.from(item.bytes).toString('hex')])
          } else if (item.do === 'event') {
            const event = { event: 'looked-up' as const, host: item.host, addresses: [] }
            recorder.event(item.peer, event)
            expected.push(['none', item.peer, 'none', JSON.stringify(event)])
          } else await new Promise((resolve) => setImmediate(resolve))
          const { taken, recorded, pending, lost } = recorder.counters
          expect(taken).toBe(recorded + pending + lost)
        }
        await recorder.close()
        expect(recorder.counters).toMatchObject({ pending: 0, lost: 0 })
        const records = await readAll(recorder.status().capture)
        expect(records[0]).toMatchObject({ content: expect.stringContaining('"started"') })
        expect(records.slice(1).map((r) => [r.direction, r.peer, r.cause, r.content])).toEqual(expected)
        const times = records.map((record) => record.time)
        expect(times).toEqual([...times].sort((a, b) => a - b))
        rmSync(recorder.status().capture, { recursive: true })
      }),
      { numRuns: 40 },
    )
  })

  it('keeps slices of one received chunk apart, whatever lies between them', async () => {
    const recorder = await openRecorder(captureOptions(folder))
    const chunk = Buffer.from('one.two.three.four.')
    const parts = [chunk.subarray(0, 4), chunk.subarray(4, 8), chunk.subarray(8, 14), chunk.subarray(14)]
    parts.forEach((part, index) => {
      recorder.messageIn(1, part)
      if (index === 1) recorder.event(1, { event: 'end-sent' })
      if (index === 2) recorder.messageOut(1, parts[0]!, 'hand')
    })
    await recorder.close()
    const texts = (await readAll(recorder.status().capture))
      .filter(({ direction }) => direction !== 'none')
      .map(({ content }) => Buffer.from(content, 'hex').toString())
    expect(texts).toEqual(['one.', 'two.', 'three.', 'one.', 'four.'])
  })

  it('numbers records from 1 and shows only what is on disk', async () => {
    const recorder = await openRecorder(captureOptions(folder))
    expect(recorder.messageIn(1, Buffer.from('a'))).toBe(2)
    expect(recorder.messageIn(1, Buffer.from('b'))).toBe(3)
    expect(recorder.status().records).toBe(0)
    expect(recorder.counters).toMatchObject({ taken: 2, pending: 2, recorded: 0 })
    await recorder.close()
    expect(recorder.status()).toMatchObject({ records: 3, lagMs: 0, stopped: null })
    expect(recorder.counters).toEqual({ taken: 2, recorded: 2, pending: 0, lost: 0, messages: 2 })
  })

  it('is readable while it grows', async () => {
    const recorder = await openRecorder(captureOptions(folder))
    await progressTo(recorder, 1)
    const series = await openSeries(recorder.status().capture)
    expect(series.records).toBe(1)
    recorder.messageIn(4, Buffer.from('later'))
    await progressTo(recorder, 2)
    expect(series.refresh()).toBe(2)
    const block = series.entriesSync(2, 10)!
    expect(block).toMatchObject({ firstRecord: 2 })
    expect(block.capture.payloadSync(block.entries.offset(0), 5).toString()).toBe('later')
    expect(await series.entries(3, 1)).toBeNull()
    series.close()
    await recorder.close()
  })

  it('makes files that only their owner can read', async () => {
    const captures = path.join(folder, 'captures')
    const recorder = await openRecorder(captureOptions(captures))
    await recorder.close()
    const { capture } = recorder.status()
    const mode = (file: string) => statSync(file).mode & 0o777
    expect(mode(captures)).toBe(0o700)
    expect(mode(capture)).toBe(0o700)
    expect(readdirSync(capture).sort()).toEqual(['events.bin', 'meta.json', 'payload.bin', 'records.idx'])
    for (const name of readdirSync(capture))
      expect([name, mode(path.join(capture, name))]).toEqual([name, 0o600])
  })

  it('refuses a folder that cannot be made, by code', async () => {
    const opening = openRecorder(captureOptions('/proc/nowhere/captures'))
    await expect(opening).rejects.toMatchObject({ code: 'E_FOLDER_NOT_WRITABLE' })
  })

  it('takes nothing more after it was closed, and counts it', async () => {
    const recorder = await openRecorder(captureOptions(folder))
    await recorder.close()
    recorder.messageIn(1, Buffer.from('late'))
    expect(recorder.counters).toMatchObject({ taken: 4, lost: 4, pending: 0 })
  })
})

describe('waiting for the disk', () => {
  it('is congested above the limit, and relieved once it has written', async () => {
    const limits = { congestedAbove: 100_000, relievedBelow: 20_000 }
    const recorder = await openRecorder(captureOptions(folder, { limits }))
    const changes: boolean[] = []
    const relieved = new Promise<void>((resolve) => {
      recorder.onCongestion((congested) => {
        changes.push(congested)
        if (!congested) resolve()
      })
    })
    for (let index = 0; index < 3; index += 1) recorder.messageIn(1, Buffer.alloc(50_000))
    expect(recorder.congested).toBe(true)
    await relieved
    expect(recorder.congested).toBe(false)
    expect(changes).toEqual([true, false])
    await recorder.close()
  })
})

describe('series', () => {
  it('goes on in further folders, with record and peer numbers going on', async () => {
    const recorder = await openRecorder(captureOptions(folder, { rollover: { bytes: 10_000, ageMs: null } }))
    for (let index = 1; index <= 30; index += 1) recorder.messageIn(index, Buffer.alloc(1_000, index))
    await progressTo(recorder, 10)
    const live = await openSeries(recorder.status().capture)
    for (let index = 31; index <= 45; index += 1) recorder.messageIn(index, Buffer.alloc(1_000, index))
    await recorder.close()
    live.refresh()
    const { capture, records } = recorder.status()
    expect(live.records).toBe(records)
    live.close()
    const all = await readAll(capture)
    expect(all.map(({ record }) => record)).toEqual(Array.from({ length: records }, (_, index) => index + 1))
    const messages = all.filter(({ direction }) => direction === 'in')
    expect(messages.map(({ peer }) => peer)).toEqual(Array.from({ length: 45 }, (_, index) => index + 1))
    const { series } = parseCaptureName(path.basename(capture))!
    expect(readdirSync(folder).sort()).toEqual(
      [2, 3, 4, 5, 1].map((part) => captureFolderName(series, part)).sort(),
    )
    for (let part = 1; part < 5; part += 1) {
      const next = captureFolderName(series, part + 1)
      const meta = readMeta(path.join(folder, next))!
      const last = all[meta.series.firstRecord - 2]!
      expect(JSON.parse(last.content)).toEqual({ event: 'rolled-over', next })
      expect(meta).toMatchObject({ closed: true, series: { name: series, part: part + 1 } })
      const first = messages.find(({ record }) => record >= meta.series.firstRecord)!
      expect(meta.series.firstPeer).toBe(first.peer)
    }
  })

  it('begins a new folder at a set age', async () => {
    const rollover = { bytes: 1e9, ageMs: 0 }
    const recorder = await openRecorder(captureOptions(folder, { rollover, limits: { checkMs: 5 } }))
    while (readdirSync(folder).length < 3) {
      recorder.messageIn(1, Buffer.from('x'))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await recorder.close()
    const records = await readAll(recorder.status().capture)
    expect(records.at(-1)!.record).toBe(recorder.status().records)
  })
})

describe('names of capture folders', () => {
  it('are safe in a file system and tell date and endpoint', () => {
    const now = new Date(2026, 0, 2, 3, 4, 5)
    expect(newSeriesName('My server: 1/2', now)).toMatch(/^20260102-030405-My-server-1-2-[0-9a-f]{4}$/)
    expect(newSeriesName('回显 服务', now)).toMatch(/^20260102-030405-回显-服务-[0-9a-f]{4}$/)
    expect(newSeriesName('../..', now)).toMatch(/^20260102-030405-endpoint-[0-9a-f]{4}$/)
  })

  it('fit into 255 bytes and can be told apart from parts, for any name', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.integer({ min: 1, max: 9_999 }),
        (name, part) => {
          const series = newSeriesName(name, new Date())
          const folderName = captureFolderName(series, part)
          expect(Buffer.byteLength(folderName)).toBeLessThan(255)
          expect(folderName).not.toMatch(/[\\/:*?"<>|\p{C}\s]/u)
          expect(parseCaptureName(folderName)).toEqual({ series, part })
        },
      ),
    )
  })
})

describe('the clock of a capture', () => {
  it('never goes back, and tells when the wall clock was set', () => {
    let wall = 1_000_000
    let monotonic = 50
    const clock = new CaptureClock({ wall: () => wall, monotonic: () => monotonic })
    expect(clock.now()).toBe(1_000_000_000)
    monotonic += 1_000
    wall += 1_001
    expect(clock.wallStep()).toBe(0)
    expect(clock.now()).toBe(1_001_000_000)
    wall -= 3_600_000
    expect(clock.now()).toBe(1_001_000_000)
    expect(clock.wallStep()).toBe(-3_600_000)
    expect(clock.wallStep()).toBe(0)
    monotonic -= 10
    expect(clock.now()).toBe(1_001_000_000)
  })

  it('records a step as an event', async () => {
    let lead = 0
    const clock = new CaptureClock({ wall: () => Date.now() + lead, monotonic: () => performance.now() })
    const recorder = await openRecorder(captureOptions(folder, { clock, limits: { checkMs: 5 } }))
    lead = 5_000
    await progressTo(recorder, 2)
    await recorder.close()
    const events = (await readAll(recorder.status().capture)).map(
      ({ content }) => JSON.parse(content) as object,
    )
    expect(events[1]).toMatchObject({ event: 'clock-stepped' })
  })
})

/** Resolves when `records` are on disk. */
function progressTo(recorder: Awaited<ReturnType<typeof openRecorder>>, records: number): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (recorder.status().records >= records) resolve()
    }
    recorder.onProgress(look)
    look()
  })
}
