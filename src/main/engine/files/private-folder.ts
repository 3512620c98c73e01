import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { SockwrightError } from '../../../shared/contract/errors'

/**
 * Makes `folder` and what is missing above it, each readable by its owner only (mode 0700). Folders that are there
 * already keep their rights. Fails with `E_FOLDER_NOT_WRITABLE`.
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await makeFolders(resolve(folder))
  } catch (cause) {
    throw new SockwrightError(
      'E_FOLDER_NOT_WRITABLE',
      { path: folder, reason: systemReason(cause) },
      { cause },
    )
  }
}

/** Unlike `mkdir` with `recursive`, this ends where a parent exists but takes no folders (`/proc`). */
async function makeFolders(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (cause) {
    const isFolder = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    )
    if (isFolder) return
    const parent = dirname(folder)
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) throw cause
    await makeFolders(parent)
    await mkdir(folder, { mode: 0o700 })
  }
}

/** The system's code of a failed file operation, for a message: `EACCES`, `EROFS` … */
export function systemReason(thrown: unknown): string {
  const code = (thrown as NodeJS.ErrnoException | null)?.code
  if (typeof code === 'string') return code
  return thrown instanceof Error ? thrown.message : String(thrown)
}
