import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemDisk, type Disk } from '../../src/main/engine/capture/disk'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import type { Recorder } from '../../src/main/engine/capture/recorder'
import { captureOptions, readAll, type ReadRecord } from '../support/recorded-capture'

const limits = { checkMs: 5, gatherMs: 0, gatherBusyMs: 0, resumeFree: 0, progressMs: 0 }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sockwright-disk-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** A disk with room for so many more bytes; beyond that it fails as a full disk does, in the middle of a write. */
class SmallDisk implements Disk {
  room = Infinity
  syncFailure: string | null = null

  async writev(fd: number, buffers: readonly Uint8Array[], position: number): Promise<number> {
    if (this.room <= 0) throw systemError('ENOSPC')
    const bytes = Buffer.concat(buffers)
    const written = await systemDisk.writev(fd, [bytes.subarray(0, this.room)], position)
    this.room -= written
    return written
  }

  async datasync(fd: number): Promise<void> {
    if (this.syncFailure) throw systemError(this.syncFailure)
    await systemDisk.datasync(fd)
  }

  truncate(fd: number, length: number): Promise<void> {
    return systemDisk.truncate(fd, length)
  }

  async freeBytes(): Promise<number> {
    return Math.min(this.room, 1e12)
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: as the test wants it`), { code })
}

function until(recorder: Recorder, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (holds()) resolve()
    }
    recorder.onProgress(look)
    look()
  })
}

const isStopped = (recorder: Recorder) => () => recorder.status().stopped !== null
const isRecording = (recorder: Recorder) => () => recorder.status().stopped === null

function expectBalanced(recorder: Recorder): void {
  const { taken, recorded, pending, lost } = recorder.counters
  expect(taken).toBe(recorded + pending + lost)
}

function eventNames(records: readonly ReadRecord[]): readonly string[] {
  return records
    .filter(({ kind }) => kind === 'event')
    .map(({ content }) => (JSON.parse(content) as { event: string }).event)
}

function inboundBytes(records: readonly ReadRecord[]): number {
  return records.filter(({ direction }) => direction === 'in').reduce((sum, { length }) => sum + length, 0)
}

describe('a full disk', () => {
  it('stops recording, counts what is lost, and resumes with events that say so', async () => {
    const disk = new SmallDisk()
    const recorder = await openRecorder(captureOptions(folder, { disk, limits }))
    await until(recorder, () => recorder.status().records === 1)
    disk.room = 250
    for (let index = 0; index < 10; index += 1) recorder.messageIn(1, Buffer.alloc(100, index))
    await until(recorder, isStopped(recorder))
    expect(recorder.status().stopped).toMatchObject({
      code: 'ENOSPC',
      details: { path: recorder.status().capture },
    })
    expect(recorder.counters.pending).toBe(0)
    expect(recorder.messageIn(1, Buffer.alloc(1_000))).toBe(0)
    recorder.event(7, { event: 'end-received' })
    expectBalanced(recorder)
    disk.room = Infinity
    await until(recorder, isRecording(recorder))
    recorder.messageIn(1, Buffer.from('after'))
    await recorder.close()
    expectBalanced(recorder)

    const records = await readAll(recorder.status().capture)
    expect(eventNames(records)).toEqual(['started', 'recording-stopped', 'end-received', 'recording-resumed'])
    expect(inboundBytes(records)).toBe(recorder.counters.recorded)
    const { taken, recorded, lost } = recorder.counters
    const lostMessages = 11 - (recorded - 5) / 100
    expect({ taken, lost }).toEqual({ taken: 2_005, lost: 2_005 - recorded })
    const resumed = JSON.parse(records.at(-2)!.content) as object
    expect(resumed).toEqual({ event: 'recording-resumed', lostBytes: lost, lostMessages, lostEvents: 0 })
    const times = records.map(({ time }) => time)
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  it('waits for some free space before it goes on', async () => {
    const disk = new SmallDisk()
    const recorder = await openRecorder(
      captureOptions(folder, { disk, limits: { ...limits, resumeFree: 5_000 } }),
    )
    disk.room = 0
    recorder.messageIn(1, Buffer.alloc(10))
    await until(recorder, isStopped(recorder))
    const asked = new Promise<void>((resolve) => {
      let times = 0
      disk.freeBytes = () => {
        times += 1
        if (times === 3) resolve()
        return Promise.resolve(4_999)
      }
    })
    await asked
    expect(recorder.status().stopped).not.toBeNull()
    disk.room = Infinity
    disk.freeBytes = () => Promise.resolve(5_000)
    await until(recorder, isRecording(recorder))
    await recorder.close()
  })

  it('keeps the balance and every whole record, wherever and however often the disk fails', async () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ in: fc.integer({ min: 0, max: 6_000 }) }) },
      { weight: 2, arbitrary: fc.record({ out: fc.integer({ min: 0, max: 200 }) }) },
      { weight: 1, arbitrary: fc.record({ room: fc.integer({ min: 0, max: 9_000 }) }) },
      { weight: 1, arbitrary: fc.constant({ free: true as const }) },
      { weight: 2, arbitrary: fc.constant({ event: true as const }) },
      { weight: 4, arbitrary: fc.record({ turns: fc.integer({ min: 1, max: 12 }) }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 50 }), fc.boolean(), async (steps, isSmall) => {
        const disk = new SmallDisk()
        const rollover = { bytes: isSmall ? 8_000 : 1e9, ageMs: null }
        const recorder = await openRecorder(
          captureOptions(folder, { disk, rollover, limits: { ...limits, checkMs: 1 } }),
        )
        let messages = 0
        for (const item of steps) {
          if ('in' in item) recorder.messageIn(1, Buffer.alloc(item.in, 7))
          if ('out' in item) recorder.messageOut(2, Buffer.alloc(item.out, 9), 'hand')
          if ('in' in item || 'out' in item) messages += 1
          if ('event' in item) recorder.event(3, { event: 'end-sent' })
          if ('room' in item) disk.room = item.room
          if ('free' in item) disk.room = Infinity
          for (let turn = 0; 'turns' in item && turn < item.turns; turn += 1) {
            await new Promise((resolve) => setImmediate(resolve))
            expectBalanced(recorder)
          }
        }
        disk.room = Infinity
        await recorder.close()
        expectBalanced(recorder)
        expect(recorder.counters.pending).toBe(0)
        const { capture, records: visible } = recorder.status()
        const records = await readAll(capture)
        expect(records.map(({ record }) => record)).toEqual(records.map((_, index) => index + 1))
        expect(records).toHaveLength(visible)
        expect(inboundBytes(records)).toBe(recorder.counters.recorded)
        expect(records.filter(({ kind }) => kind === 'message')).toHaveLength(recorder.counters.messages)
        const lost = records
          .map(({ content, kind }) =>
            kind === 'event' ? (JSON.parse(content) as Record<string, unknown>) : {},
          )
          .filter(({ event }) => event === 'recording-resumed')
        const sum = (field: string) => lost.reduce((total, facts) => total + Number(facts[field]), 0)
        expect(sum('lostBytes')).toBe(recorder.counters.lost)
        expect(sum('lostMessages')).toBe(messages - recorder.counters.messages)
        for (const message of records.filter(({ kind }) => kind === 'message')) {
          expect(message.content).toMatch(message.direction === 'in' ? /^(07)*$/ : /^(09)*$/)
        }
        for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true })
      }),
      { numRuns: 60 },
    )
  })

  it('counts events beyond what memory may hold of them', async () => {
    const disk = new SmallDisk()
    const recorder = await openRecorder(
      captureOptions(folder, { disk, limits: { ...limits, heldEvents: 100 } }),
    )
    await until(recorder, () => recorder.status().records === 1)
    disk.room = 0
    recorder.messageIn(1, Buffer.from('x'))
    await until(recorder, isStopped(recorder))
    for (let index = 0; index < 20; index += 1) recorder.event(1, { event: 'end-sent' })
    disk.room = Infinity
    await recorder.close()
    const resumed = JSON.parse((await readAll(recorder.status().capture)).at(-1)!.content) as object
    expect(resumed).toMatchObject({ event: 'recording-resumed', lostMessages: 1, lostEvents: 20 })
  })

  it('is told on closing where it never comes back', async () => {
    const disk = new SmallDisk()
    const recorder = await openRecorder(captureOptions(folder, { disk, limits }))
    disk.room = 0
    recorder.messageIn(1, Buffer.alloc(10))
    await recorder.close()
    expect(recorder.status().stopped).toMatchObject({ code: 'ENOSPC' })
    expect(recorder.counters).toEqual({ taken: 10, recorded: 0, pending: 0, lost: 10, messages: 0 })
    expect(await readAll(recorder.status().capture)).toEqual([])
  })
})

describe('a failing disk', () => {
  it('stops recording when what was written cannot be made safe', async () => {
    const disk = new SmallDisk()
    const recorder = await openRecorder(captureOptions(folder, { disk, limits }))
    disk.syncFailure = 'EIO'
    await until(recorder, isStopped(recorder))
    expect(recorder.status().stopped).toMatchObject({ code: 'E_CAPTURE_WRITE', details: { reason: 'EIO' } })
    disk.syncFailure = null
    await until(recorder, isRecording(recorder))
    await recorder.close()
    const names = eventNames(await readAll(recorder.status().capture))
    expect(names.at(-1)).toBe('recording-resumed')
  })

  it('goes on in a new folder when its own was removed', async () => {
    const captures = path.join(folder, 'captures')
    const recorder = await openRecorder(captureOptions(captures, { limits }))
    recorder.messageIn(1, Buffer.from('before'))
    await until(recorder, () => recorder.status().records === 2)
    rmSync(captures, { recursive: true })
    recorder.messageIn(1, Buffer.from('noticed'))
    await until(recorder, isStopped(recorder))
    expect(recorder.status().stopped).toMatchObject({ code: 'E_CAPTURE_FOLDER_GONE' })
    await until(recorder, isRecording(recorder))
    expect(recorder.messageIn(2, Buffer.from('again'))).toBe(6)
    await recorder.close()
    expect(recorder.status().stopped).toBeNull()
    const records = await readAll(recorder.status().capture)
    expect(records.map(({ record }) => record)).toEqual([4, 5, 6])
    expect(eventNames(records)).toEqual(['recording-stopped', 'recording-resumed'])
  })

  it('goes on in the same folder when that comes back', async () => {
    const recorder = await openRecorder(captureOptions(folder, { limits }))
    const { capture } = recorder.status()
    await until(recorder, () => recorder.status().records === 1)
    renameSync(folder, `${folder}-away`)
    writeFileSync(folder, 'in the way')
    recorder.messageIn(1, Buffer.from('x'))
    await until(recorder, isStopped(recorder))
    rmSync(folder)
    renameSync(`${folder}-away`, folder)
    await until(recorder, isRecording(recorder))
    await recorder.close()
    expect(readdirSync(folder)).toEqual([path.basename(capture)])
    expect(eventNames(await readAll(capture))).toEqual(['started', 'recording-stopped', 'recording-resumed'])
  })
})

/** A folder on a file system of 4 MiB; null where this process may not mount one. */
function mountSmall(at: string): boolean {
  try {
    mkdirSync(at)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', at], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const mayMount = (() => {
  const probe = path.join(mkdtempSync(path.join(tmpdir(), 'sockwright-mount-')), 'small')
  const mounted = mountSmall(probe)
  if (mounted) execFileSync('umount', [probe])
  rmSync(path.dirname(probe), { recursive: true })
  return mounted
})()

describe('a real disk of 4 MiB', () => {
  it.skipIf(!mayMount)(
    `fills up, and is used again when there is space${mayMount ? '' : ' (skipped: no right to mount)'}`,
    async () => {
      const small = path.join(folder, 'small')
      mountSmall(small)
      try {
        writeFileSync(path.join(small, 'ballast'), Buffer.alloc(2_000_000))
        const recorder = await openRecorder(
          captureOptions(path.join(small, 'captures'), { limits: { ...limits, resumeFree: 1_500_000 } }),
        )
        const stopped = until(recorder, isStopped(recorder))
        for (let index = 0; index < 300; index += 1) {
          recorder.messageIn(1, Buffer.alloc(10_000, index))
          if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve))
        }
        await stopped
        expect(recorder.status().stopped).toMatchObject({ code: 'ENOSPC' })
        rmSync(path.join(small, 'ballast'))
        await until(recorder, isRecording(recorder))
        recorder.messageIn(1, Buffer.from('space'))
        await recorder.close()
        expectBalanced(recorder)
        expect(recorder.counters.lost).toBeGreaterThan(0)
        const records = await readAll(recorder.status().capture)
        expect(inboundBytes(records)).toBe(recorder.counters.recorded)
        expect(eventNames(records)).toContain('recording-resumed')
        const payload = path.join(recorder.status().capture, 'payload.bin')
        expect(existsSync(payload) && statSync(payload).size).toBe(recorder.counters.recorded)
      } finally {
        execFileSync('umount', ['-l', small])
      }
    },
  )
})
