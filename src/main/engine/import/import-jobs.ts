import { randomUUID } from 'node:crypto'
import { readdir, rename } from 'node:fs/promises'
import path from 'node:path'
import type { Worker } from 'node:worker_threads'
import type { ImportProgress, ImportState } from '../../../shared/contract/engine/import-calls'
import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import { version } from '../../version'
import { parseCaptureName } from '../capture/capture-names'
import { defaultRollover } from '../capture/recorder-limits'
import { systemReason } from '../files/private-folder'
import { claimAsideFolder, sweepAsideFolders, type AsideFolder } from '../library/aside-folder'
import { startThread } from '../thread/start-thread'
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
  private readonly jobs = new Map<string, ImportJob>()
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
   * Begins to import the packet file `source` (absolute). `onProgress` gets at most 30 reports a second; the last one has
   * a state other than `running`. Fails with `E_FOLDER_NOT_WRITABLE`.
   */
  async start(source: string, onProgress: OnProgress): Promise<string> {
    const aside = await claimAsideFolder(this.aside)
    const id = randomUUID()
    const task = { source, folder: aside.path, engineVersion: version, rolloverBytes: defaultRollover.bytes }
    const job = new ImportJob(id, task, aside, this.capturesFolder, (progress) => {
      if (progress.state.is !== 'running') this.jobs.delete(id)
      if (progress.state.is === 'finished') this.surroundings.imported()
      onProgress(progress)
    })
    this.jobs.set(id, job)
    return id
  }

  /** Ends a job and removes what it has made; resolves when that is done. Fails with `E_JOB_UNKNOWN`. */
  async cancel(id: string): Promise<void> {
    const job = this.jobs.get(id)
    if (!job) throw new SockwrightError('E_JOB_UNKNOWN')
    await job.cancel()
  }

  /** Cancels all. */
  async close(): Promise<void> {
    await this.sweeping
    await Promise.all([...this.jobs.values()].map((job) => job.cancel()))
  }
}

class ImportJob {
  private readonly thread: Worker
  private done = 0
  private total = 0
  /** Set once it is decided how the job ends. */
  private ending: Promise<void> | null = null

  constructor(
    private readonly id: string,
    private readonly task: ImportTask,
    private readonly aside: AsideFolder,
    private readonly capturesFolder: string,
    private readonly onProgress: OnProgress,
  ) {
    this.thread = startThread('import-thread', { workerData: task })
    this.thread.on('message', (report: ImportReport) => this.handle(report))
    this.thread.on('error', (thrown) => this.end(() => this.fail(toFailure(thrown))))
    this.thread.on('exit', () => {
      const failure = new SockwrightError('E_INTERNAL', { reason: 'the import thread ended' }).toFailure()
      this.end(() => this.fail(failure))
    })
  }

  async cancel(): Promise<void> {
    await this.end(async () => {
      await this.thread.terminate()
      const left = await this.clear()
      this.tell(left ? { is: 'failed', failure: left } : { is: 'cancelled' })
    })
  }

  private handle(report: ImportReport): void {
    if (this.ending) return
    switch (report.is) {
      case 'progress':
        this.done = report.done
        this.total = report.total
        this.tell({ is: 'running' })
        break
      case 'written':
        void this.end(() => this.finish(report.outcome))
        break
      case 'failed':
        void this.end(() => this.fail(report.failure))
        break
    }
  }

  /** Only the first ending counts. */
  private end(how: () => Promise<void>): Promise<void> {
    this.ending ??= how()
    return this.ending
  }

  private async finish(outcome: ImportOutcome): Promise<void> {
    try {
      const capture = await this.moveIn()
      await this.clear()
      this.done = this.total
      this.tell({ is: 'finished', capture, ...outcome })
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

  private async fail(failure: Failure): Promise<void> {
    const left = await this.clear()
    this.tell({ is: 'failed', failure: left ?? failure })
  }

  /** Removes what is left aside; returns the failure to tell where something stays. */
  private async clear(): Promise<Failure | null> {
    try {
      await this.aside.remove()
      return null
    } catch (thrown) {
      const details = { path: this.task.folder, reason: systemReason(thrown) }
      return new SockwrightError('E_IMPORT_WRITE', details).toFailure()
    }
  }

  private tell(state: ImportState): void {
    this.onProgress({ job: this.id, done: this.done, total: this.total, state })
  }
}
