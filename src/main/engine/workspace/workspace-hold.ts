import { takeLock, type LockFile } from '../files/lock-file'
import { fileBehind } from './workspace-path'

/** Who may write a workspace: we, by a lock, or the process that was first. */
export interface Hold {
  readonly lock: LockFile | null
  readonly heldBy: { readonly pid: number } | null
}

/**
 * The lock is beside the file itself, whatever link leads to it. Where no lock file can be made (a medium that is
 * read-only), saving will say so.
 */
export async function holdWorkspace(path: string): Promise<Hold> {
  const attempt = await takeLock(`${await fileBehind(path)}.lock`).catch(() => null)
  if (attempt === null) return { lock: null, heldBy: null }
  return attempt.is === 'held'
    ? { lock: attempt.lock, heldBy: null }
    : { lock: null, heldBy: { pid: attempt.pid } }
}
