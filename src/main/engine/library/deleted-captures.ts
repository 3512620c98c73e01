import { rename } from 'node:fs/promises'
import path from 'node:path'
import { SockwrightError } from '../../../shared/contract/errors'
import { systemReason } from '../files/private-folder'
import { claimAsideFolder, type AsideFolder } from './aside-folder'

/** How long a deletion can be taken back, ms. */
const undoMs = 60_000

interface Deleted {
  readonly aside: AsideFolder
  /** Folders of the series as they were, in order. */
  readonly folders: readonly string[]
  readonly timer: NodeJS.Timeout
}

/**
 * Captures that were deleted: moved aside, on the same disk, and removed for good when the time to take it back is
 * over or the engine stops.
 */
export class DeletedCaptures {
  private readonly deleted = new Map<string, Deleted>()

  /** `parent` holds what was moved aside. `removeFailed` is told of what could not be removed in the end. */
  constructor(
    private readonly parent: string,
    private readonly removeFailed: (thrown: unknown) => void,
  ) {}

  /** Moves the folders of `capture` aside. Fails with `E_CAPTURE_MOVE`, everything left at its place. */
  async take(capture: string, folders: readonly string[]): Promise<void> {
    const aside = await claimAsideFolder(this.parent)
    try {
      // The last first: what a crash leaves in the middle is the beginning of the series, which can be read.
      await moveAll(folders.toReversed(), path.dirname(capture), aside.path)
    } catch (thrown) {
      await aside.remove()
      throw moveFailure(capture, thrown)
    }
    const timer = setTimeout(() => void this.remove(capture), undoMs)
    timer.unref()
    this.deleted.set(capture, { aside, folders, timer })
  }

  /** Puts a capture back. Fails with `E_CAPTURE_UNKNOWN` where it is too late and with `E_CAPTURE_MOVE`. */
  async putBack(capture: string): Promise<void> {
    const found = this.deleted.get(capture)
    if (!found) throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: capture })
    try {
      await moveAll(
        found.folders.map((folder) => path.join(found.aside.path, path.basename(folder))),
        found.aside.path,
        path.dirname(capture),
      )
    } catch (thrown) {
      throw moveFailure(capture, thrown)
    }
    clearTimeout(found.timer)
    this.deleted.delete(capture)
    await found.aside.remove()
  }

  /** Removes everything that waits. */
  async close(): Promise<void> {
    for (const capture of [...this.deleted.keys()]) await this.remove(capture)
  }

  /** Removes one for good. */
  async remove(capture: string): Promise<void> {
    const found = this.deleted.get(capture)
    if (!found) return
    clearTimeout(found.timer)
    this.deleted.delete(capture)
    await found.aside.remove().catch(this.removeFailed)
  }
}

/** Moves folders into `to`; where one cannot be moved, those before it go back to `from`. */
async function moveAll(folders: readonly string[], from: string, to: string): Promise<void> {
  const moved: string[] = []
  try {
    for (const folder of folders) {
      await rename(folder, path.join(to, path.basename(folder)))
      moved.push(path.basename(folder))
    }
  } catch (thrown) {
    for (const name of moved.reverse()) await rename(path.join(to, name), path.join(from, name))
    throw thrown
  }
}

function moveFailure(capture: string, thrown: unknown): SockwrightError {
  return new SockwrightError(
    'E_CAPTURE_MOVE',
    { path: capture, reason: systemReason(thrown) },
    { cause: thrown },
  )
}
