import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeLock } from '../../src/main/engine/files/lock-file'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockwright-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** link(2) as a file system without hard links answers it. */
const noHardLinks = () => Promise.reject(Object.assign(new Error('not permitted'), { code: 'EPERM' }))

describe('a lock on a file system without hard links', () => {
  it('is held by one, told to the next, and free again afterwards', async () => {
    const path = join(folder, 'lock')
    const first = await takeLock(path, noHardLinks)
    expect(first.is).toBe('held')
    expect(await takeLock(path, noHardLinks)).toEqual({ is: 'busy', pid: process.pid })
    if (first.is === 'held') await first.lock.release()
    expect(await readdir(folder)).toEqual([])
    expect((await takeLock(path, noHardLinks)).is).toBe('held')
  })
})
