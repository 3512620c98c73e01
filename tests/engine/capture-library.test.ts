import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecorder } from '../../src/main/engine/capture/open-recorder'
import { CaptureLibrary } from '../../src/main/engine/library/capture-library'
import { captureOptions, readAll } from '../support/recorded-capture'

let folder: string
let live: Set<string>
let changes: number
let library: CaptureLibrary

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sockwright-library-')))
  live = new Set()
  changes = 0
  library = openLibrary(folder)
})

afterEach(async () => {
  await library.close()
  await rm(folder, { recursive: true, force: true })
})

function openLibrary(at: string): CaptureLibrary {
  return new CaptureLibrary(at, {
    liveCaptures: () => live,
    changed: () => (changes += 1),
    problem: (thrown) => {
      throw thrown
    },
  })
}

/** A closed series of several folders. */
async function record(): Promise<string> {
  const recorder = await openRecorder(captureOptions(folder, { rollover: { bytes: 600, ageMs: null } }))
  for (let count = 0; count < 40; count += 1) recorder.messageIn(1, Buffer.alloc(60, count))
  await recorder.close()
  return recorder.status().capture
}

const visible = async () => (await readdir(folder)).filter((name) => name.endsWith('.swcap'))

describe('the captures of a folder', () => {
  it('deletes a whole series and takes it back unharmed', async () => {
    const capture = await record()
    const before = await readAll(capture)
    const parts = await visible()
    expect(parts.length).toBeGreaterThan(2)
    await library.delete(capture)
    expect(await visible()).toEqual([])
    expect(await library.list()).toEqual([])
    expect(await library.restore(capture)).toMatchObject({ capture, live: false })
    expect(await visible()).toEqual(parts)
    expect(await readAll(capture)).toEqual(before)
    expect(changes).toBe(2)
  })

  it('removes for good what was deleted when the engine stops', async () => {
    const capture = await record()
    await library.delete(capture)
    await library.close()
    expect(await readdir(folder)).toEqual([])
    await expect(library.restore(capture)).rejects.toMatchObject({ code: 'E_CAPTURE_UNKNOWN' })
  })

  it('never touches one that is being recorded, here or by another process', async () => {
    const capture = await record()
    live.add(capture)
    await expect(library.delete(capture)).rejects.toMatchObject({ code: 'E_CAPTURE_LIVE' })
    await expect(library.rename(capture, 'Other')).rejects.toMatchObject({ code: 'E_CAPTURE_LIVE' })
    const recorder = await openRecorder(captureOptions(folder))
    const elsewhere = recorder.status().capture
    await expect(library.delete(elsewhere)).rejects.toMatchObject({ code: 'E_CAPTURE_LOCKED' })
    await recorder.close()
    await library.delete(elsewhere)
    expect((await library.list()).map((one) => one.capture)).toEqual([capture])
  })

  it('leaves alone what is not in its folder', async () => {
    const capture = await record()
    const inner = join(folder, 'inner')
    await mkdir(inner)
    const other = openLibrary(inner)
    await expect(other.delete(capture)).rejects.toMatchObject({ code: 'E_PATH_FORBIDDEN' })
    await expect(library.delete(inner)).rejects.toMatchObject({ code: 'E_PATH_FORBIDDEN' })
    const missing = join(folder, 'none.swcap')
    await expect(library.delete(missing)).rejects.toMatchObject({ code: 'E_CAPTURE_UNKNOWN' })
    await other.close()
    expect(await library.list()).toHaveLength(1)
  })

  it('renames without touching the folder, also through a link', async () => {
    const capture = await record()
    await library.rename(capture, 'Night run')
    expect(await library.list()).toMatchObject([{ capture, name: 'Night run' }])
    const link = `${folder}-link`
    await symlink(folder, link)
    try {
      await library.rename(join(link, basename(capture)), 'Day run')
    } finally {
      await rm(link)
    }
    expect(await library.summary(capture)).toMatchObject({ name: 'Day run' })
    expect((await readAll(capture)).length).toBeGreaterThan(40)
  })

  it('removes at the next start what a dead engine had deleted', async () => {
    const abandoned = join(folder, '.deleted', 'gone')
    await mkdir(abandoned, { recursive: true })
    await writeFile(join(abandoned, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, started: null, token: 'x' }))
    const next = openLibrary(folder)
    await next.close()
    expect(await readdir(folder)).toEqual([])
  })
})
