import { randomBytes, randomUUID } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import type { Worker } from 'node:worker_threads'
import type { ExportProgress, ExportState } from '../../../shared/contract/engine/export-calls'
import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import { parseFilter } from '../../../shared/filter/parse-filter'
import { errorCode } from '../files/error-code'
import { startThread } from '../thread/start-thread'
import type { ExportReport, ExportTask, ExportThreadData } from './export-protocol'
import type { SeriesPool } from './series-pool'

/** An export as a session asks for it. */
export type ExportRequest = Omit<ExportTask, 'records'>

/** Where an export goes. */
export interface ExportTarget {
  readonly path: string
  /** File mode, before the umask. */
  readonly mode: number
}

type OnProgress = (progress: ExportProgress) => void

/** The exports under way, each in a thread of its own. */
export class ExportJobs {
  private readonly jobs = new Map<string, ExportJob>()

  constructor(private readonly pool: SeriesPool) {}

  /**
   * Starts an export of the records that are visible now. `onProgress` gets at most 30 reports a second; the last one
   * has a state other than `running`. Fails with `E_FILTER` or as opening the series does.
   */
  async start(request: ExportRequest, target: ExportTarget, onProgress: OnProgress): Promise<string> {
    parseFilter(request.filter)
    const held = await this.pool.hold(request.capture)
    const after = Math.max(request.after, held.series.firstRecord - 1)
    const records = held.series.refresh()
    held.release()
    const id = randomUUID()
    const job = new ExportJob(id, { ...request, after, records }, target, (progress) => {
      if (progress.state.is !== 'running') this.jobs.delete(id)
      onProgress(progress)
    })
    this.jobs.set(id, job)
    return id
  }

  /** Ends a job and removes what it has written; resolves when that is done. Fails with `E_JOB_UNKNOWN`. */
  async cancel(id: string): Promise<void> {
    const job = this.jobs.get(id)
    if (!job) throw new SockwrightError('E_JOB_UNKNOWN')
    await job.cancel()
  }
}

/** One export: its thread writes a partial file beside the target, which takes the target's name when complete. */
class ExportJob {
  private readonly partialPath: string
  private readonly total: number
  private readonly thread: Worker
  private done = 0
  /** Set once it is decided how the job ends. */
  private ending: Promise<void> | null = null

  constructor(
    private readonly id: string,
    task: ExportTask,
    private readonly target: ExportTarget,
    private readonly onProgress: OnProgress,
  ) {
    this.partialPath = `${target.path}.${randomBytes(4).toString('hex')}.part`
    this.total = Math.max(0, task.records - task.after)
    const data: ExportThreadData = { task, partialPath: this.partialPath, mode: target.mode }
    this.thread = startThread('export-thread', { workerData: data })
    this.thread.on('message', (report: ExportReport) => this.handle(report))
    this.thread.on('error', (thrown) => this.end(() => this.fail(toFailure(thrown))))
    this.thread.on('exit', () => {
      const failure = new SockwrightError('E_INTERNAL', { reason: 'the export thread ended' }).toFailure()
      this.end(() => this.fail(failure))
    })
  }

  async cancel(): Promise<void> {
    await this.end(async () => {
      await this.thread.terminate()
      const left = await this.removePartial()
      this.tell(left ? { is: 'failed', failure: left } : { is: 'cancelled' })
    })
  }

  private handle(report: ExportReport): void {
    if (this.ending) return
    switch (report.is) {
      case 'progress':
        this.done = report.done
        this.tell({ is: 'running' })
        break
      case 'written':
        void this.end(() => this.finish(report.bytes))
        break
      case 'failed':
        void this.end(() => this.fail(report.writing ? this.writeFailure(report.failure) : report.failure))
        break
    }
  }

  /** Only the first ending counts. */
  private end(how: () => Promise<void>): Promise<void> {
    this.ending ??= how()
    return this.ending
  }

  private async finish(bytes: number): Promise<void> {
    try {
      await rename(this.partialPath, this.target.path)
    } catch (thrown) {
      await this.fail(this.writeFailure(toFailure(thrown)))
      return
    }
    this.done = this.total
    this.tell({ is: 'finished', path: this.target.path, download: null, bytes })
  }

  private async fail(failure: Failure): Promise<void> {
    const left = await this.removePartial()
    this.tell({ is: 'failed', failure: left ?? failure })
  }

  /** Returns the failure to tell where the partial file stays. */
  private async removePartial(): Promise<Failure | null> {
    try {
      await rm(this.partialPath, { force: true })
      return null
    } catch (thrown) {
      const code = errorCode(thrown)
      // Its folder is none, or not to be entered: the file was never made.
      if (code === 'ENOTDIR' || code === 'EACCES') return null
      return this.writeFailure(
        new SockwrightError('E_INTERNAL', { reason: `${this.partialPath} could not be removed` }).toFailure(),
      )
    }
  }

  private writeFailure(failure: Failure): Failure {
    const reason = String(failure.details['reason'] ?? failure.message)
    return new SockwrightError('E_EXPORT_WRITE', {
      path: this.target.path,
      reason: shortReason(reason),
    }).toFailure()
  }

  private tell(state: ExportState): void {
    this.onProgress({ job: this.id, done: this.done, total: this.total, state })
  }
}

/** `ENOSPC: no space left on device, write` → `ENOSPC: no space left on device`. */
function shortReason(message: string): string {
  return message.split(', ')[0]!
}
