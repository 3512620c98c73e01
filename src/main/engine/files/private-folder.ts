import { mkdir } from 'node:fs/promises'
import { SockwrightError } from '../../../shared/contract/errors'

/**
 * Makes `folder` and what is missing above it, each readable by its owner only (mode 0700). Folders that are there
 * already keep their rights. Fails with `E_FOLDER_NOT_WRITABLE`.
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new SockwrightError(
      'E_FOLDER_NOT_WRITABLE',
      { path: folder, reason: systemReason(cause) },
      { cause },
    )
  }
}

/** The system's code of a failed file operation, for a message: `EACCES`, `EROFS` … */
export function systemReason(thrown: unknown): string {
  const code = (thrown as NodeJS.ErrnoException | null)?.code
  if (typeof code === 'string') return code
  return thrown instanceof Error ? thrown.message : String(thrown)
}
