import type { Worker } from 'node:worker_threads'
import type { JobProgress, JobState } from '../../../shared/contract/engine/job-progress'
import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import { startThread, type ThreadName } from './start-thread'

/**
 * Work in a thread of its own that has exactly one ending: finished, failed or cancelled. Whatever it made is removed
 * unless it finished.
 */
export abstract class ThreadJob<Report, Finished> {
  protected done = 0
  protected total = 0
  private readonly thread: Worker
  /** Set once it is decided how the job ends. */
  private ending: Promise<void> | null = null

  protected constructor(
    readonly id: string,
    thread: ThreadName,
    workerData: unknown,
    private readonly onProgress: (progress: JobProgress<Finished>) => void,
  ) {
    this.thread = startThread(thread, { workerData })
    this.thread.on('message', (report: Report) => {
      if (!this.ending) this.heard(report)
    })
    this.thread.on('error', (thrown) => void this.end(() => this.fail(toFailure(thrown))))
    this.thread.on('exit', () => {
      const failure = new SockwrightError('E_INTERNAL', { reason: `the ${thread} ended` }).toFailure()
      void this.end(() => this.fail(failure))
    })
  }

  /** Ends the job and removes what it has made; resolves when that is done. */
  cancel(): Promise<void> {
    return this.end(async () => {
      await this.thread.terminate()
      const left = await this.clear()
      this.tell(left ? { is: 'failed', failure: left } : { is: 'cancelled' })
    })
  }

  /** Takes what the thread tells, until the job has its ending. */
  protected abstract heard(report: Report): void

  /** Removes what the job has made so far; returns the failure to tell where something stays. */
  protected abstract clear(): Promise<Failure | null>

  protected post(message: unknown): void {
    this.thread.postMessage(message)
  }

  /** Only the first ending counts. */
  protected end(how: () => Promise<void>): Promise<void> {
    this.ending ??= how()
    return this.ending
  }

  protected advance(done: number, total: number): void {
    this.done = done
    this.total = total
    this.tell({ is: 'running' })
  }

  protected finish(finished: Finished): void {
    this.done = this.total
    this.tell({ is: 'finished', ...finished })
  }

  protected async fail(failure: Failure): Promise<void> {
    const left = await this.clear()
    this.tell({ is: 'failed', failure: left ?? failure })
  }

  private tell(state: JobState<Finished>): void {
    this.onProgress({ job: this.id, done: this.done, total: this.total, state })
  }
}
