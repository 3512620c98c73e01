import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { replaceableFile } from './replaceable-file'

/**
 * Replaces the content of `path` so that a reader, or a crash at any moment, sees the old or the new content and
 * nothing between: written beside it, synced, renamed (rename(2) is atomic). A symbolic link is followed, and
 * nothing but a regular file replaced. The file is readable by its owner only (mode 0600). Rejects with the system's error, leaving `path` as it was.
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const target = await replaceableFile(path)
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, target)
  } catch (failure) {
    await rm(temporary, { force: true })
    throw failure
  }
  await syncFolder(dirname(target))
}

/** Makes a rename survive a power loss, where folders can be synced (not on Windows). */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
