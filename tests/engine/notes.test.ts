import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { Engine } from '../../src/main/engine/engine'
import type { Caller } from '../../src/shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../src/shared/contract/engine-contract'
import { connect } from '../../src/shared/contract/link'
import { createMemoryChannelPair } from '../../src/shared/contract/memory-channel'
import { captureOptions, readAll } from '../support/recorded-capture'
import { WrittenCapture } from '../support/written-capture'

let folder: string
let captures: string
let engine: Engine
let session: Caller<EngineCalls, EngineEvents>

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sockwright-notes-')))
  captures = join(folder, 'captures')
  await startEngine()
})

afterEach(async () => {
  await engine.stop()
  await rm(folder, { recursive: true, force: true })
})

async function startEngine(): Promise<void> {
  engine = await Engine.start({ dataFolder: folder, workspace: { last: true } }, (problem) => {
    throw problem
  })
  session = openSession()
}

function openSession(): Caller<EngineCalls, EngineEvents> {
  const [mine, theirs] = createMemoryChannelPair()
  engine.openSession(theirs, { files: 'any' })
  return connect(mine)
}

/** A closed series of several folders with 40 messages. */
async function record(): Promise<string> {
  const recorder = await openRecorder(captureOptions(captures, { rollover: { bytes: 600, ageMs: null } }))
  for (let count = 0; count < 40; count += 1) recorder.messageIn(1, Buffer.alloc(60, count))
  await recorder.close()
  return recorder.status().capture
}

const bookmarks = async (capture: string) => (await session.call('note.list', { capture })).bookmarks

describe('the bookmarks of a capture', () => {
  it('are one file for the series, readable by its owner only, and survive a restart', async () => {
    const capture = await record()
    await session.call('note.set', { capture, record: 30, note: 'second reset' })
    await session.call('note.set', { capture, record: 2, note: '第一次' })
    await session.call('note.set', { capture, record: 30, note: 'third reset' })
    const expected = [
      { record: 2, note: '第一次' },
      { record: 30, note: 'third reset' },
    ]
    const parts = (await readdir(captures)).filter((name) => name.endsWith('.swcap'))
    expect(parts.length).toBeGreaterThan(2)
    const kept = await Promise.all(
      parts.map(async (part) =>
        (await readdir(join(captures, part))).filter((name) => name.startsWith('notes')),
      ),
    )
    expect(kept.flat()).toEqual(['notes.json'])
    const file = join(capture, 'notes.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ format: 1, bookmarks: expected })
    await engine.stop()
    await startEngine()
    expect(await bookmarks(capture)).toEqual(expected)
    expect(await bookmarks(join(captures, parts.at(-1)!))).toEqual(expected)
  })

  it('tell every session of a change, by the same name', async () => {
    const capture = await record()
    const heard: unknown[] = []
    const other = openSession()
    const { notes } = await other.call('note.list', { capture })
    const told = new Promise<void>((resolve) => {
      other.on('note.changed', (change) => {
        heard.push(change)
        if (heard.length === 2) resolve()
      })
    })
    await session.call('note.set', { capture, record: 5, note: 'here' })
    await session.call('note.remove', { capture, record: 5 })
    await told
    expect(heard).toEqual([
      { notes, record: 5, bookmark: { record: 5, note: 'here' } },
      { notes, record: 5, bookmark: null },
    ])
  })

  it('give back what was removed, so that it can be set again', async () => {
    const capture = await record()
    await session.call('note.set', { capture, record: 7, note: 'keep me' })
    const removed = await session.call('note.remove', { capture, record: 7 })
    expect(await bookmarks(capture)).toEqual([])
    expect(removed).toEqual({ record: 7, note: 'keep me' })
    await session.call('note.set', { capture, ...removed! })
    expect(await bookmarks(capture)).toEqual([removed])
    expect(await session.call('note.remove', { capture, record: 8 })).toBeNull()
  })

  it('refuse records that are not there and notes that are too long', async () => {
    const capture = await record()
    await expect(session.call('note.set', { capture, record: 400, note: '' })).rejects.toMatchObject({
      code: 'E_RECORD_UNKNOWN',
    })
    const note = 'x'.repeat(2_001)
    await expect(session.call('note.set', { capture, record: 1, note })).rejects.toMatchObject({
      code: 'E_ARGUMENT',
    })
    await expect(session.call('note.list', { capture: join(captures, 'none.swcap') })).rejects.toMatchObject({
      code: 'E_CAPTURE_UNKNOWN',
    })
  })

  it('end at ten thousand', async () => {
    const capture = await record()
    const full = Array.from({ length: 10_000 }, (_, index) => ({ record: index + 100, note: '' }))
    await writeFile(join(capture, 'notes.json'), JSON.stringify({ format: 1, bookmarks: full }))
    await expect(session.call('note.set', { capture, record: 1, note: '' })).rejects.toMatchObject({
      code: 'E_NOTES_FULL',
    })
    expect(await bookmarks(capture)).toHaveLength(10_000)
  })

  it('stay with their capture when it is renamed, deleted and taken back', async () => {
    const capture = await record()
    await session.call('note.set', { capture, record: 3, note: 'stays' })
    await session.call('capture.rename', { capture, name: 'Other' })
    expect(await bookmarks(capture)).toEqual([{ record: 3, note: 'stays' }])
    await session.call('capture.delete', { capture })
    await expect(bookmarks(capture)).rejects.toMatchObject({ code: 'E_CAPTURE_UNKNOWN' })
    await session.call('capture.restore', { capture })
    expect(await bookmarks(capture)).toEqual([{ record: 3, note: 'stays' }])
  })

  it('stay when a crash is mended', async () => {
    const written = new WrittenCapture(captures, 'crashed')
    written.append([{ direction: 'in', peer: 1, data: Buffer.from('before the crash') }])
    written.close()
    await writeFile(
      join(written.folder, 'notes.json'),
      JSON.stringify({ format: 1, bookmarks: [{ record: 1, note: 'why' }] }),
    )
    await rm(join(written.folder, 'lock'))
    await rm(join(written.folder, 'meta.json'))
    expect(await readAll(written.folder)).not.toHaveLength(0)
    expect(JSON.parse(await readFile(join(written.folder, 'meta.json'), 'utf8'))).toMatchObject({
      closed: true,
    })
    expect(await bookmarks(written.folder)).toEqual([{ record: 1, note: 'why' }])
    await session.call('note.set', { capture: written.folder, record: 1, note: 'because' })
    expect(await bookmarks(written.folder)).toEqual([{ record: 1, note: 'because' }])
  })
})

describe('notes that cannot be used', () => {
  it('are kept aside and named where they are broken', async () => {
    const capture = await record()
    await writeFile(join(capture, 'notes.json'), '{"format":1,"bookmarks":[{"rec')
    const { problem, bookmarks: none, readOnly } = await session.call('note.list', { capture })
    expect(none).toEqual([])
    expect(readOnly).toBeNull()
    expect(problem).toMatchObject({ code: 'E_DATA_BROKEN' })
    const keptAs = String(problem!.details['keptAs'])
    expect(basename(keptAs)).toMatch(/^notes\.broken-.*\.json$/)
    expect(await readFile(keptAs, 'utf8')).toBe('{"format":1,"bookmarks":[{"rec')
    await session.call('note.set', { capture, record: 1, note: 'new' })
    expect(await bookmarks(capture)).toEqual([{ record: 1, note: 'new' }])
  })

  it('are not overwritten by a change that finds them broken', async () => {
    const capture = await record()
    await writeFile(join(capture, 'notes.json'), '[]')
    await expect(session.call('note.set', { capture, record: 1, note: '' })).rejects.toMatchObject({
      code: 'E_DATA_BROKEN',
    })
    const kept = (await readdir(capture)).filter((name) => name.startsWith('notes.broken'))
    expect(await readFile(join(capture, kept[0]!), 'utf8')).toBe('[]')
  })

  it('are left alone where a newer version wrote them', async () => {
    const capture = await record()
    const newer = '{"format":2,"bookmarks":{"1":"x"}}'
    await writeFile(join(capture, 'notes.json'), newer)
    const { readOnly, problem } = await session.call('note.list', { capture })
    expect(readOnly).toMatchObject({ code: 'E_CAPTURE_NEWER' })
    expect(problem).toBeNull()
    await expect(session.call('note.set', { capture, record: 1, note: '' })).rejects.toMatchObject({
      code: 'E_CAPTURE_NEWER',
    })
    expect(await readFile(join(capture, 'notes.json'), 'utf8')).toBe(newer)
  })
})

describe('notes of a capture that is recorded', () => {
  it('can be written by the process that records, and only read by others', async () => {
    const { id } = await session.call('endpoint.create', { kind: 'udp', name: 'Live', options: {} })
    await session.call('endpoint.start', { endpoint: id })
    const [status] = await session.call('engine.statuses', {})
    const capture = status!.recording!.capture
    await expect
      .poll(async () => (await session.call('engine.statuses', {}))[0]!.recording!.records)
      .toBeGreaterThan(0)
    await session.call('note.set', { capture, record: 1, note: 'mine' })

    await mkdir(join(folder, 'other'))
    const other = await Engine.start(
      { dataFolder: join(folder, 'other'), workspace: { last: true } },
      () => {},
    )
    try {
      const [mine, theirs] = createMemoryChannelPair()
      other.openSession(theirs, { files: 'any' })
      const reader = connect<EngineCalls, EngineEvents>(mine)
      const notes = await reader.call('note.list', { capture })
      expect(notes.bookmarks).toEqual([{ record: 1, note: 'mine' }])
      expect(notes.readOnly).toMatchObject({ code: 'E_CAPTURE_LOCKED', details: { pid: process.pid } })
      await expect(reader.call('note.remove', { capture, record: 1 })).rejects.toMatchObject({
        code: 'E_CAPTURE_LOCKED',
      })
      await session.call('endpoint.stop', { endpoint: id })
      expect(await reader.call('note.list', { capture })).toMatchObject({ readOnly: null })
      expect(await reader.call('note.remove', { capture, record: 1 })).toEqual({ record: 1, note: 'mine' })
    } finally {
      await other.stop()
    }
  })
})

describe('a process that is killed while it writes notes', () => {
  it('leaves all that it told of, and lets others go on', async () => {
    const capture = await record()
    const program = fileURLToPath(new URL('../support/endless-notes.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', program, capture], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let told = 0
    createInterface({ input: child.stdout }).on('line', (line) => {
      told = Number(line)
      if (told === 20) child.kill('SIGKILL')
    })
    await new Promise((resolve) => child.once('close', resolve))
    const found = await bookmarks(capture)
    expect(found.length).toBeGreaterThanOrEqual(told)
    expect(found).toEqual(found.map((_, index) => ({ record: index + 1, note: `note ${index + 1}` })))
    await session.call('note.set', { capture, record: 1, note: 'after' })
    expect((await bookmarks(capture))[0]).toEqual({ record: 1, note: 'after' })
  })
})
