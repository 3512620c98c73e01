import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { lockHolder, takeLock } from '../files/lock-file'
import { makePrivateFolder } from '../files/private-folder'

/** A folder without a lock may be one that another process is just claiming; after so many ms it is not. */
const claimMs = 60_000

/** A folder out of sight, owned by this process: what it holds is on its way in or out. */
export interface AsideFolder {
  readonly path: string
  /** Removes it with all it holds. Fails with the system's error. */
  remove(): Promise<void>
}

/**
 * Makes a folder of this process's own below `parent`, which is made too. A process that dies leaves it behind;
 * {@link sweepAsideFolders} removes it then. Fails with `E_FOLDER_NOT_WRITABLE` or the system's error.
 */
export async function claimAsideFolder(parent: string): Promise<AsideFolder> {
  await makePrivateFolder(parent)
  const folder = path.join(parent, randomUUID())
  // Recursive: whoever removes the last folder beside it removes the parent too.
  await mkdir(folder, { mode: 0o700, recursive: true })
  await takeLock(lockOf(folder))
  return { path: folder, remove: () => removeAside(folder) }
}

/** Removes the folders below `parent` whose process is gone. Fails with the system's error. */
export async function sweepAsideFolders(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  for (const name of names) {
    const folder = path.join(parent, name)
    if (await isAbandoned(folder)) await removeAside(folder)
  }
}

/** With its parent where that is empty then. */
async function removeAside(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await rmdir(path.dirname(folder)).catch(() => undefined)
}

async function isAbandoned(folder: string): Promise<boolean> {
  const lock = await stat(lockOf(folder)).catch(() => null)
  if (lock) return (await lockHolder(lockOf(folder))) === null
  const made = await stat(folder).catch(() => null)
  return made !== null && Date.now() - made.mtimeMs > claimMs
}

function lockOf(folder: string): string {
  return path.join(folder, 'lock')
}
