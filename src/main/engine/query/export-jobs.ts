import { randomBytes } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import type { ExportFinished, ExportProgress } from '../../../shared/contract/engine/export-calls'
import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import { parseFilter } from '../../../shared/filter/parse-filter'
import { errorCode } from '../files/error-code'
import { replaceableFile } from '../files/replaceable-file'
import { RunningJobs } from '../thread/running-jobs'
import { ThreadJob } from '../thread/thread-job'
import { exportWriteFailure } from './export-failure'
import type { ExportReport, ExportTask, ExportThreadData } from './export-protocol'
import type { SeriesPool } from './series-pool'

/** An export as a session asks for it. */
export interface ExportRequest extends Omit<ExportTask, 'records'> {
  /** Number of the last record to look at; that of the capture without it. */
  readonly last?: number
}

/** Where an export goes. */
export interface ExportTarget {
  readonly path: string
  /** File mode, before the umask. */
  readonly mode: number
  /** A longer file is given up with `E_TEXT_TOO_LARGE`. */
  readonly mostBytes?: number
}

type OnProgress = (progress: ExportProgress) => void

/** The exports under way, each in a thread of its own. */
export class ExportJobs {
  private readonly jobs = new RunningJobs<ExportFinished>()

  constructor(private readonly pool: SeriesPool) {}

  /**
   * Starts an export of the records that are visible now. `onProgress` gets at most 30 reports a second; the last one
   * has a state other than `running`. Fails with `E_FILTER`, `E_EXPORT_WRITE` or as opening the series does.
   */
  async start(
    { last, ...request }: ExportRequest,
    target: ExportTarget,
    onProgress: OnProgress,
  ): Promise<string> {
    parseFilter(request.filter)
    const place = await exportPlace(target.path)
    const held = await this.pool.hold(request.capture)
    const after = Math.max(request.after, held.series.firstRecord - 1)
    const records = Math.min(held.series.refresh(), last ?? Infinity)
    held.release()
    const task = { ...request, after, records }
    return this.jobs.start((id, tell) => new ExportJob(id, task, target, place, tell), onProgress)
  }

  /** Ends a job and removes what it has written; resolves when that is done. Fails with `E_JOB_UNKNOWN`. */
  cancel(id: string): Promise<void> {
    return this.jobs.cancel(id)
  }
}

/** The path at which the file of an export is put. Fails with `E_EXPORT_WRITE` where it may not take that place. */
export async function exportPlace(path: string): Promise<string> {
  return replaceableFile(path).catch((thrown: unknown) => {
    throw SockwrightError.from(exportWriteFailure('E_EXPORT_WRITE', path, toFailure(thrown)))
  })
}

/** One export: its thread writes a partial file beside the target, which takes the target's name when complete. */
class ExportJob extends ThreadJob<ExportReport, ExportFinished> {
  private readonly partialPath: string

  constructor(
    id: string,
    task: ExportTask,
    private readonly target: ExportTarget,
    private readonly place: string,
    onProgress: OnProgress,
  ) {
    const partialPath = `${place}.${randomBytes(4).toString('hex')}.part`
    const { mode, mostBytes = null } = target
    const data: ExportThreadData = { task, partialPath, mode, liveTarget: null, mostBytes }
    super(id, 'export-thread', data, onProgress)
    this.partialPath = partialPath
    this.total = Math.max(0, task.records - task.after)
  }

  protected heard(report: ExportReport): void {
    switch (report.is) {
      case 'progress':
        this.advance(report.done, this.total)
        break
      case 'written':
        void this.end(() => this.keep(report.bytes))
        break
      case 'failed':
        void this.end(() => this.fail(report.writing ? this.writeFailure(report.failure) : report.failure))
        break
    }
  }

  private async keep(bytes: number): Promise<void> {
    try {
      await rename(this.partialPath, this.place)
    } catch (thrown) {
      await this.fail(this.writeFailure(toFailure(thrown)))
      return
    }
    this.finish({ path: this.target.path, download: null, bytes })
  }

  /** Removes the partial file. */
  protected async clear(): Promise<Failure | null> {
    try {
      await rm(this.partialPath, { force: true })
      return null
    } catch (thrown) {
      const code = errorCode(thrown)
      // Its folder is none, or not to be entered: the file was never made.
      if (code === 'ENOTDIR' || code === 'EACCES') return null
      const reason = `${this.partialPath} could not be removed`
      return this.writeFailure(new SockwrightError('E_INTERNAL', { reason }).toFailure())
    }
  }

  private writeFailure(failure: Failure): Failure {
    return exportWriteFailure('E_EXPORT_WRITE', this.target.path, failure)
  }
}
