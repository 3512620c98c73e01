import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import process from 'node:process'

/** Room kept for captures, workspace files and the like: an eighth of the limit, 8 to 64 descriptors. */
function reserveOf(limit: number): number {
  return Math.min(64, Math.max(8, Math.floor(limit / 8)))
}

/**
 * How many files and sockets this process may have open (`RLIMIT_NOFILE`), and whether it is close to that. Systems
 * that do not tell have no limit here.
 */
export class OpenFileLimit {
  readonly #ceiling: number

  /** `limit` is that of the process where it is not given. */
  constructor(readonly limit: number = softLimit()) {
    this.#ceiling = limit - reserveOf(limit)
  }

  /**
   * Does a socket with this descriptor come close to the limit? The system always hands out the lowest number that
   * is free (open(2)), so the number alone tells how many are in use.
   */
  isNear(descriptor: number): boolean {
    return descriptor >= this.#ceiling
  }

  /** Is there room again for a few connections? Counts what is open, so it is not for every packet. */
  async hasRoom(): Promise<boolean> {
    if (!Number.isFinite(this.limit)) return true
    // Where not even this folder can be opened, there is no room.
    const open = await readdir('/proc/self/fd').catch(() => readdir('/dev/fd').catch(() => null))
    return open !== null && open.length <= this.#ceiling - 2
  }
}

function softLimit(): number {
  if (process.platform === 'win32') return Infinity
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))
    return line ? Number(line[1]) : Infinity
  } catch {
    return reportedLimit()
  }
}

/** Where there is no `/proc`, the diagnostic report knows the limit; making one takes a moment, so it is second. */
function reportedLimit(): number {
  const report = process.report?.getReport() as
    { userLimits?: { open_files?: { soft?: unknown } } } | undefined
  const soft = report?.userLimits?.open_files?.soft
  return typeof soft === 'number' ? soft : Infinity
}
