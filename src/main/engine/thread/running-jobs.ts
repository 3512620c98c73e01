import { randomUUID } from 'node:crypto'
import type { JobProgress } from '../../../shared/contract/engine/job-progress'
import { SockwrightError } from '../../../shared/contract/errors'

/** What of a job concerns those who only end it. */
interface RunningJob {
  cancel(): Promise<void>
}

/** The jobs of one kind that are under way, by the names that sessions know them by. */
export class RunningJobs<Finished> {
  private readonly jobs = new Map<string, RunningJob>()

  /** Begins the job that `begin` makes under a new name, and forgets it with its last word. */
  start(
    begin: (id: string, onProgress: (progress: JobProgress<Finished>) => void) => RunningJob,
    onProgress: (progress: JobProgress<Finished>) => void,
  ): string {
    const id = randomUUID()
    const job = begin(id, (progress) => {
      if (progress.state.is !== 'running') this.jobs.delete(id)
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

  async cancelAll(): Promise<void> {
    await Promise.all([...this.jobs.values()].map((job) => job.cancel()))
  }
}
