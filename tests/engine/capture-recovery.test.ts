import { spawn } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { once } from 'node:events'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listCaptures } from '../../src/main/engine/capture/capture-list'
import { captureFiles, keptEnding } from '../../src/main/engine/capture/capture-names'
import { CapturePart } from '../../src/main/engine/capture/capture-part'
import { systemDisk } from '../../src/main/engine/capture/disk'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { readMeta } from '../../src/main/engine/capture/capture-meta'
import { openSeries } from '../../src/main/engine/capture/series-reader'
import { takeLock } from '../../src/main/engine/files/lock-file'
import { recordFlags } from '../../src/shared/capture/record'
import { captureOptions, readAll, type ReadRecord } from '../support/recorded-capture'

let root: string
/** A capture that was closed properly, and what it says. */
let original: string
let expected: readonly ReadRecord[]
let copy: string

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'sockwright-recovery-'))
  const recorder = await openRecorder(captureOptions(path.join(root, 'captures')))
  recorder.event(0, { event: 'peer-appeared', remote: { address: '10.0.0.1', port: 5 } })
  for (let index = 1; index <= 60; index += 1) {
    recorder.messageIn(index % 4, Buffer.alloc((index * 71) % 700, index))
    if (index % 3 === 0) recorder.messageOut(1, Buffer.from(`answer ${index}`), 'reply')
    if (index % 7 === 0)
      recorder.event(index, { event: 'looked-up', host: `host-${index}`, addresses: ['::1'] })
  }
  await recorder.close()
  original = recorder.status().capture
  expected = await readAll(original)
})

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

beforeEach(() => {
  copy = freshCopy()
})

function freshCopy(): string {
  const target = path.join(root, 'copies', path.basename(original))
  rmSync(path.dirname(target), { recursive: true, force: true })
  cpSync(original, target, { recursive: true })
  return target
}

/** As a process leaves it that died while recording, before its first checkpoint. */
function unclose(folder: string): void {
  const file = path.join(folder, captureFiles.meta)
  const meta = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  const checkpoint = { payload: 0, events: 0, index: 0, messages: 0, recorded: 0 }
  writeFileSync(file, JSON.stringify({ ...meta, closed: false, endedAt: null, checkpoint }))
}

function fileOf(folder: string, name: keyof typeof captureFiles): string {
  return path.join(folder, captureFiles[name])
}

/** What follows the records that the original begins with. */
function added(records: readonly ReadRecord[]): readonly ReadRecord[] {
  let same = 0
  while (same < records.length && JSON.stringify(records[same]) === JSON.stringify(expected[same])) same += 1
  return records.slice(same)
}

describe('a capture that was not closed', () => {
  it('opens with everything that was written, and says that it was recovered', async () => {
    unclose(copy)
    const records = await readAll(copy)
    expect(records.slice(0, -1)).toEqual(expected)
    expect(JSON.parse(records.at(-1)!.content)).toEqual({
      event: 'recovered',
      cutIndexBytes: 0,
      unindexedBytes: 0,
      unfinishedBytes: 0,
    })
    expect(await readAll(copy)).toEqual(records)
    expect(readMeta(copy)).toMatchObject({ closed: true, endedAt: expect.any(Number) })
    expect(readdirSync(copy).sort()).toEqual(['events.bin', 'meta.json', 'payload.bin', 'records.idx'])
  })

  it('loses a torn index entry, never its payload', async () => {
    unclose(copy)
    truncateSync(fileOf(copy, 'index'), statSync(fileOf(copy, 'index')).size - 5)
    appendFileSync(fileOf(copy, 'payload'), 'never indexed')
    const extra = added(await readAll(copy))
    const last = expected.at(-1)!
    const bytes = (last.kind === 'message' ? last.length : 0) + 13
    expect(extra).toHaveLength(2)
    expect(extra[0]).toMatchObject({
      flags: recordFlags.unindexed,
      direction: 'none',
      peer: 0,
      length: bytes,
    })
    expect(Buffer.from(extra[0]!.content, 'hex').toString('latin1')).toMatch(/never indexed$/)
    expect(JSON.parse(extra[1]!.content)).toMatchObject({ cutIndexBytes: 27, unindexedBytes: bytes })
  })

  it('keeps what is mended as it was where a closed capture lacks a file, which may be found again', async () => {
    const events = readFileSync(fileOf(copy, 'events'))
    rmSync(fileOf(copy, 'events'))
    expect((await readAll(copy)).length).toBeLessThan(expected.length)
    for (const name of ['index', 'meta'] as const) {
      renameSync(`${fileOf(copy, name)}${keptEnding}`, fileOf(copy, name))
    }
    writeFileSync(fileOf(copy, 'events'), events)
    expect(await readAll(copy)).toEqual(expected)
  })

  it('is cut where files are cut anywhere, without ever showing a broken record', async () => {
    const names = ['payload', 'events', 'index', 'meta'] as const
    const cut = fc.record({
      name: fc.constantFrom(...names),
      keep: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(cut, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (cuts, isClosed) => {
          copy = freshCopy()
          if (!isClosed) unclose(copy)
          for (const { name, keep } of cuts) {
            const file = fileOf(copy, name)
            truncateSync(file, Math.floor(statSync(file).size * keep))
          }
          const payload = statSync(fileOf(copy, 'payload')).size
          const records = await readAll(copy)
          const extra = added(records)
          expect(records.length - extra.length).toBeLessThanOrEqual(expected.length)
          for (const record of extra) {
            const isRecovered = record.content.includes('"recovered"')
            expect(isRecovered || record.flags === recordFlags.unindexed).toBe(true)
          }
          const shown = records
            .filter(({ kind }) => kind === 'message')
            .reduce((sum, { length }) => sum + length, 0)
          expect(shown).toBe(payload)
          expect(await readAll(copy)).toEqual(records)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('shows nothing but whole records where bytes were overwritten in the index', async () => {
    const index = readFileSync(fileOf(original, 'index'))
    const damage = fc.record({
      at: fc.nat(index.length - 1),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    })
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, bytes }) => {
        copy = freshCopy()
        unclose(copy)
        const damaged = Buffer.from(index)
        damaged.set(bytes.subarray(0, damaged.length - at), at)
        writeFileSync(fileOf(copy, 'index'), damaged)
        const records = await readAll(copy)
        const times = records.map(({ time }) => time)
        expect(times).toEqual([...times].sort((a, b) => a - b))
      }),
      { numRuns: 60 },
    )
  })

  it('does not show zeros that a power loss left as if they had been received', async () => {
    unclose(copy)
    const length = statSync(fileOf(copy, 'payload')).size
    const half = Math.floor(length / 2 / 4_096) * 4_096
    truncateSync(fileOf(copy, 'payload'), half)
    truncateSync(fileOf(copy, 'payload'), length)
    const records = await readAll(copy)
    const extra = added(records)
    expect(extra[0]).toMatchObject({ flags: recordFlags.unindexed })
    expect(extra.filter(({ direction }) => direction === 'in')).toEqual([])
    expect(JSON.parse(records.at(-1)!.content)).toMatchObject({ event: 'recovered' })
  })

  it('has its description rebuilt from the other files', async () => {
    rmSync(fileOf(copy, 'meta'))
    const series = await openSeries(copy)
    series.close()
    expect(series.meta.endpoint).toMatchObject({ name: 'Meter', kind: 'udp' })
    expect(readMeta(copy)).toMatchObject({ closed: true, series: { part: 1, firstRecord: 1 } })
    const [summary] = await listCaptures(path.dirname(copy), new Set())
    const messages = expected.filter(({ kind }) => kind === 'message').length
    expect(summary).toMatchObject({ name: 'Meter', kind: 'udp', live: false, records: messages })
  })

  it('keeps the numbers of a series that goes on after the damaged folder', async () => {
    const captures = path.join(root, 'series')
    const recorder = await openRecorder(captureOptions(captures, { rollover: { bytes: 2_000, ageMs: null } }))
    for (let index = 0; index < 20; index += 1) recorder.messageIn(1, Buffer.alloc(500, index))
    await recorder.close()
    const { capture } = recorder.status()
    const before = await readAll(capture)
    unclose(capture)
    truncateSync(fileOf(capture, 'index'), 70)
    const after = await readAll(capture)
    const second = before.findIndex(({ content }) => content.includes('rolled-over')) + 2
    expect(after.filter(({ record }) => record >= second)).toEqual(
      before.filter(({ record }) => record >= second),
    )
    const numbers = after.map(({ record }) => record)
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
    expect(after.find(({ content }) => content.includes('"recovered"'))).toBeDefined()
  })
})

describe('what cannot be opened', () => {
  it('is refused by code', async () => {
    const missing = openSeries(path.join(root, 'missing.swcap'))
    await expect(missing).rejects.toMatchObject({ code: 'E_CAPTURE_UNKNOWN' })
    const empty = path.join(root, 'empty.swcap')
    mkdirSync(empty)
    await expect(openSeries(empty)).rejects.toMatchObject({ code: 'E_CAPTURE_BROKEN' })
    const file = path.join(root, 'file.swcap')
    writeFileSync(file, 'no folder')
    await expect(openSeries(file)).rejects.toMatchObject({ code: 'E_CAPTURE_BROKEN' })
    writeFileSync(fileOf(copy, 'meta'), '{"format":"sockwright-capture","version":2,"news":true}')
    await expect(openSeries(copy)).rejects.toMatchObject({ code: 'E_CAPTURE_NEWER', details: { version: 2 } })
    writeFileSync(fileOf(copy, 'meta'), '{"name":"somebody else\'s"}')
    await expect(openSeries(copy)).rejects.toMatchObject({ code: 'E_CAPTURE_BROKEN' })
    expect(readFileSync(fileOf(copy, 'index'))).toEqual(readFileSync(fileOf(original, 'index')))
  })

  const isRoot = process.getuid?.() === 0
  it.skipIf(isRoot)(
    `may be read where it cannot be mended${isRoot ? ' (skipped: root may write anywhere)' : ''}`,
    async () => {
      unclose(copy)
      truncateSync(fileOf(copy, 'payload'), 1_000)
      chmodSync(copy, 0o500)
      try {
        expect(added(await readAll(copy))).toEqual([])
      } finally {
        chmodSync(copy, 0o700)
      }
    },
  )
})

describe('one writer', () => {
  it('refuses a second one, and lets readers in without touching anything', async () => {
    const captures = path.join(root, 'live')
    const recorder = await openRecorder(captureOptions(captures))
    const { capture } = recorder.status()
    const lock = await takeLock(path.join(capture, captureFiles.lock))
    expect(lock).toEqual({ is: 'busy', pid: process.pid })
    const { meta, folder } = { meta: readMeta(capture)!, folder: path.dirname(capture) }
    const series = {
      capturesFolder: folder,
      name: meta.series.name,
      engine: '0',
      endpoint: meta.endpoint,
      encoding: 'utf-8' as const,
    }
    const plan = { part: 1, firstRecord: 1, firstPeer: 1 }
    await expect(CapturePart.create(series, plan, systemDisk, 0)).rejects.toMatchObject({ code: 'EEXIST' })
    expect(existsSync(fileOf(capture, 'index'))).toBe(true)
    await readAll(capture)
    expect(readMeta(capture)).toMatchObject({ closed: false })
    await recorder.close()
    expect((await readAll(capture)).map(({ content }) => content)).toEqual([
      expect.stringContaining('started'),
    ])
  })

  it('takes over the lock of a process that is gone', async () => {
    unclose(copy)
    const child = spawn(process.execPath, ['-e', ''])
    await once(child, 'exit')
    const owner = { pid: child.pid, started: '1', token: 'gone' }
    writeFileSync(fileOf(copy, 'lock'), JSON.stringify(owner))
    const records = await readAll(copy)
    expect(records).toHaveLength(expected.length + 1)
    expect(existsSync(fileOf(copy, 'lock'))).toBe(false)
  })

  it('recognises a process number that was given out again', async () => {
    const owner = { pid: process.pid, started: '1', token: 'other' }
    writeFileSync(fileOf(copy, 'lock'), JSON.stringify(owner))
    unclose(copy)
    expect(await readAll(copy)).toHaveLength(expected.length + 1)
  })

  it('does not mend twice when two open it at the same time', async () => {
    unclose(copy)
    const [one, two] = await Promise.all([readAll(copy), readAll(copy)])
    expect(one).toHaveLength(expected.length + 1)
    expect(two).toEqual(one)
  })
})
