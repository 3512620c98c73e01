import { randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { SockwrightError } from '../../../shared/contract/errors'
import { makePrivateFolder } from '../files/private-folder'

/** Files that a crash left behind are removed after this long, ms. */
const leftBehindAge = 24 * 60 * 60 * 1_000

/** A finished export for a browser. Whoever takes it removes the file. */
export interface FinishedDownload {
  readonly path: string
  /** The file name the person gave. */
  readonly name: string
}

/** A place for an export that will be fetched by a browser. */
export interface ReservedDownload {
  readonly path: string
  /** Names it in the contract; not to be guessed. */
  readonly download: string
}

/** Exports that wait to be fetched, in a folder that only this person may read. */
export class ExportDownloads {
  private readonly reserved = new Map<string, FinishedDownload>()
  private readonly ready = new Set<string>()
  private prepared: Promise<void> | null = null

  constructor(private readonly folder: string) {}

  /** Fails with the system's code where the folder cannot be made. */
  async reserve(name: string): Promise<ReservedDownload> {
    this.prepared ??= this.prepare()
    await this.prepared.catch((thrown: unknown) => {
      this.prepared = null
      throw thrown
    })
    const download = randomBytes(24).toString('base64url')
    const file = path.join(this.folder, randomBytes(16).toString('hex'))
    this.reserved.set(download, { path: file, name })
    return { path: file, download }
  }

  /** The file is complete and may be taken. */
  finished(download: string): void {
    this.ready.add(download)
  }

  /** The export came to nothing. */
  abandon(download: string): void {
    this.reserved.delete(download)
  }

  /** Hands a finished file over, once. Fails with `E_JOB_UNKNOWN`. */
  take(download: string): FinishedDownload {
    const found = this.reserved.get(download)
    if (!found || !this.ready.delete(download)) throw new SockwrightError('E_JOB_UNKNOWN')
    this.reserved.delete(download)
    return found
  }

  /** Removes what nobody took. */
  async close(): Promise<void> {
    const files = [...this.reserved.values()]
    this.reserved.clear()
    this.ready.clear()
    await Promise.all(files.map((file) => rm(file.path, { force: true })))
  }

  private async prepare(): Promise<void> {
    await makePrivateFolder(this.folder)
    for (const name of await readdir(this.folder)) {
      const file = path.join(this.folder, name)
      const found = await stat(file).catch(() => null)
      if (found?.isFile() && Date.now() - found.mtimeMs > leftBehindAge) await rm(file, { force: true })
    }
  }
}
