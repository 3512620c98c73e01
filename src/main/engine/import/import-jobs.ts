import { readdir, rename } from 'node:fs/promises'
import path from 'node:path'
import type { ImportFinished, ImportProgress } from '../../../shared/contract/engine/import-calls'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { version } from '../../version'
import { parseCaptureName } from '../capture/capture-names'
import { defaultRollover } from '../capture/recorder-limits'
import { systemReason } from '../files/private-folder'
import { claimAsideFolder, sweepAsideFolders, type AsideFolder } from '../library/aside-folder'
import { RunningJobs } from '../thread/running-jobs'
import { ThreadJob } from '../thread/thread-job'
import type { ImportOutcome, ImportReport, ImportTask } from './import-protocol'

type OnProgress = (progress: ImportProgress) => void

/** What import jobs know of the engine around them. */
export interface ImportSurroundings {
  /** A capture has come into the captures folder. */
  imported(): void
  /** Told what goes wrong where no call can answer it. */
  problem(thrown: unknown): void
}

/** The imports under way, each in a thread of its own, into a folder out of sight until it is whole. */
export class ImportJobs {
  private readonly jobs = new RunningJobs<ImportFinished>()
  private readonly aside: string
  private readonly sweeping: Promise<void>

  constructor(
    private readonly capturesFolder: string,
    private readonly surroundings: ImportSurroundings,
  ) {
    this.aside = path.join(capturesFolder, '.importing')
    this.sweeping = sweepAsideFolders(this.aside).catch(surroundings.problem)
  }

  /**
   * Begins to import the packet file `source` (absolute), called `name`. `onProgress` gets at most 30 reports a second; the last one has
   * a state other than `running`. Fails with `E_FOLDER_NOT_WRITABLE`.
   */
  async start(source: string, name: string, onProgress: OnProgress): Promise<string> {
    const aside = await claimAsideFolder(this.aside)
    const task = {
      source,
      name,
      folder: aside.path,
      engineVersion: version,
      rolloverBytes: defaultRollover.bytes,
    }
    return this.jobs.start(
      (id, tell) => new ImportJob(id, task, aside, this.capturesFolder, tell),
      (progress) => {
        if (progress.state.is === 'finished') this.surroundings.imported()
        onProgress(progress)
      },
    )
  }

  /** Ends a job and removes what it has made; resolves when that is done. Fails with `E_JOB_UNKNOWN`. */
  cancel(id: string): Promise<void> {
    return this.jobs.cancel(id)
  }

  /** Cancels all. */
  async close(): Promise<void> {
    await this.sweeping
    await this.jobs.cancelAll()
  }
}

class ImportJob extends ThreadJob<ImportReport, ImportFinished> {
  constructor(
    id: string,
    private readonly task: ImportTask,
    private readonly aside: AsideFolder,
    private readonly capturesFolder: string,
    onProgress: OnProgress,
  ) {
    super(id, 'import-thread', task, onProgress)
  }

  protected heard(report: ImportReport): void {
    switch (report.is) {
      case 'progress':
        this.advance(report.done, report.total)
        break
      case 'written':
        void this.end(() => this.keep(report.outcome))
        break
      case 'failed':
        void this.end(() => this.fail(report.failure))
        break
    }
  }

  private async keep(outcome: ImportOutcome): Promise<void> {
    try {
      const capture = await this.moveIn()
      await this.clear()
      this.finish({ capture, ...outcome })
    } catch (thrown) {
      const details = { path: this.capturesFolder, reason: systemReason(thrown) }
      await this.fail(new SockwrightError('E_IMPORT_WRITE', details).toFailure())
    }
  }

  /** Moves the folders of the series to the others; returns the path of the first. */
  private async moveIn(): Promise<string> {
    const names = (await readdir(this.aside.path)).filter((name) => parseCaptureName(name))
    const ordered = names.sort((a, b) => parseCaptureName(b)!.part - parseCaptureName(a)!.part)
    // The first folder comes last: with it the whole capture is there.
    for (const name of ordered) await rename(path.join(this.aside.path, name), this.placeOf(name))
    return this.placeOf(ordered.at(-1)!)
  }

  private placeOf(name: string): string {
    return path.join(path.resolve(this.capturesFolder), name)
  }

  /** Removes what is left aside. */
  protected async clear(): Promise<Failure | null> {
    try {
      await this.aside.remove()
      return null
    } catch (thrown) {
      const details = { path: this.task.folder, reason: systemReason(thrown) }
      return new SockwrightError('E_IMPORT_WRITE', details).toFailure()
    }
  }
}
