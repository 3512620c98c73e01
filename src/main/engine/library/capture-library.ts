import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import type { CaptureSummary } from '../../../shared/contract/engine/capture-calls'
import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import { SockwrightError } from '../../../shared/contract/errors'
import { listCaptures, summarizeCapture } from '../capture/capture-list'
import { readMeta, writeMeta, type CaptureMeta } from '../capture/capture-meta'
import { captureFiles, parseCaptureName } from '../capture/capture-names'
import { openSeries, seriesFolders } from '../capture/series-reader'
import { lockHolder } from '../files/lock-file'
import { systemReason } from '../files/private-folder'
import { sweepAsideFolders } from './aside-folder'
import { DeletedCaptures } from './deleted-captures'

/** What the library knows of the engine around it. */
export interface LibrarySurroundings {
  /** Captures that are being recorded here. */
  liveCaptures(): ReadonlySet<string>
  /** The list of captures has changed. */
  changed(): void
  /** Told what goes wrong where no call can answer it. */
  problem(thrown: unknown): void
}

/** The captures of one folder: list, rename, delete and take back. A capture is a whole series. */
export class CaptureLibrary {
  private readonly deleted: DeletedCaptures
  /** Changes happen one after the other. */
  private changing: Promise<unknown>

  constructor(
    private readonly folder: string,
    private readonly surroundings: LibrarySurroundings,
  ) {
    const aside = path.join(folder, '.deleted')
    this.deleted = new DeletedCaptures(aside, surroundings.problem)
    this.changing = sweepAsideFolders(aside).catch(surroundings.problem)
  }

  list(): Promise<CaptureSummary[]> {
    return listCaptures(this.folder, this.surroundings.liveCaptures())
  }

  summary(capture: string): Promise<CaptureSummary> {
    return summarizeCapture(capture, this.surroundings.liveCaptures())
  }

  /**
   * Gives a closed capture of this folder another title; its folder keeps its name. Fails with `E_CAPTURE_LIVE`,
   * `E_CAPTURE_LOCKED`, `E_CAPTURE_UNKNOWN`, `E_PATH_FORBIDDEN` or `E_DATA_WRITE`.
   */
  rename(capture: string, title: string): Promise<CaptureSummary> {
    return this.inTurn(async () => {
      const { first, folders } = await this.closed(capture)
      // Opening mends what a crash left: only a described folder can be described anew.
      const series = await openSeries(first)
      series.close()
      for (const folder of folders) await changeMeta(folder, { title })
      this.surroundings.changed()
      return this.summary(first)
    })
  }

  /**
   * Notes in a closed capture, wherever it lies, how its text is encoded. Fails with `E_CAPTURE_LOCKED`,
   * `E_CAPTURE_UNKNOWN` or `E_DATA_WRITE`.
   */
  setEncoding(capture: string, encoding: TextEncoding): Promise<CaptureSummary> {
    return this.inTurn(async () => {
      const folders = seriesFolders(path.resolve(capture)).map(({ folder }) => folder)
      await assertUnlocked(folders)
      const series = await openSeries(capture)
      series.close()
      for (const folder of folders) await changeMeta(folder, { encodings: { text: encoding } })
      this.surroundings.changed()
      return this.summary(capture)
    })
  }

  /**
   * Deletes a closed capture of this folder; {@link restore} takes it back for a minute. Fails with `E_CAPTURE_LIVE`,
   * `E_CAPTURE_LOCKED`, `E_CAPTURE_UNKNOWN`, `E_PATH_FORBIDDEN` or `E_CAPTURE_MOVE`.
   */
  delete(capture: string): Promise<void> {
    return this.inTurn(async () => {
      const { first, folders } = await this.closed(capture)
      await this.deleted.take(first, folders)
      this.surroundings.changed()
    })
  }

  /** Deletes a closed capture for good; fails as {@link delete}. */
  discard(capture: string): Promise<void> {
    return this.inTurn(async () => {
      const { first, folders } = await this.closed(capture)
      await this.deleted.take(first, folders)
      await this.deleted.remove(first)
      this.surroundings.changed()
    })
  }

  /** When the newest record of a capture was written, ms since the epoch; 0 where that is not known. */
  async lastWritten(capture: string): Promise<number> {
    const last = seriesFolders(path.resolve(capture)).at(-1)
    const index = last && (await stat(path.join(last.folder, captureFiles.index)).catch(() => null))
    return index?.mtimeMs ?? 0
  }

  /** Takes a deletion back. Fails with `E_CAPTURE_UNKNOWN` where it is too late. */
  restore(capture: string): Promise<CaptureSummary> {
    return this.inTurn(async () => {
      const known = path.join(path.resolve(this.folder), path.basename(capture))
      await this.deleted.putBack(known)
      this.surroundings.changed()
      return this.summary(known)
    })
  }

  /** Removes for good what was deleted. */
  async close(): Promise<void> {
    await this.changing
    await this.deleted.close()
  }

  /** The folders of a capture of this folder that nobody records, and the first of them. */
  private async closed(capture: string): Promise<{ first: string; folders: readonly string[] }> {
    const known = await this.known(capture)
    const folders = seriesFolders(known).map(({ folder }) => folder)
    if (folders.length === 0) throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: capture })
    const series = parseCaptureName(path.basename(known))?.series
    for (const live of this.surroundings.liveCaptures()) {
      if (parseCaptureName(path.basename(live))?.series === series) {
        throw new SockwrightError('E_CAPTURE_LIVE', { path: capture })
      }
    }
    await assertUnlocked(folders)
    return { first: folders[0]!, folders }
  }

  /** The path under which this library lists `capture`, which may have come through links. */
  private async known(capture: string): Promise<string> {
    const folder = path.resolve(this.folder)
    const [asked, own] = await Promise.all([
      realpath(path.dirname(path.resolve(capture))).catch(() => null),
      realpath(folder).catch(() => null),
    ])
    if (own === null) throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: capture })
    const name = path.basename(capture)
    if (asked !== own || !parseCaptureName(name)) {
      throw new SockwrightError('E_PATH_FORBIDDEN', { path: capture, folder })
    }
    return path.join(folder, name)
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.changing.then(work)
    this.changing = turn.catch(() => undefined)
    return turn
  }
}

async function assertUnlocked(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const pid = await lockHolder(path.join(folder, captureFiles.lock))
    if (pid !== null) throw new SockwrightError('E_CAPTURE_LOCKED', { path: folder, pid })
  }
}

async function changeMeta(folder: string, change: Partial<CaptureMeta>): Promise<void> {
  const meta = readMeta(folder)
  if (!meta) return
  try {
    await writeMeta(folder, { ...meta, ...change })
  } catch (cause) {
    throw new SockwrightError('E_DATA_WRITE', { path: folder, reason: systemReason(cause) }, { cause })
  }
}
