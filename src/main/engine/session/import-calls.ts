import type { ImportProgress } from '../../../shared/contract/engine/import-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import type { Engine } from '../engine'
import type { CallGroup } from './call-group'
import type { SessionFiles } from './session-files'

/** The imports of one session; they end with it. */
export class ImportSession {
  readonly handlers: CallGroup<'import'>
  private readonly jobs = new Set<string>()

  constructor(
    private readonly engine: Engine,
    files: SessionFiles,
    emit: (progress: ImportProgress) => void,
  ) {
    this.handlers = {
      'import.start': async ({ path }) => {
        const job = await engine.imports.start(await files.importPath(path), (progress) => {
          if (progress.state.is !== 'running') this.jobs.delete(progress.job)
          emit(progress)
        })
        this.jobs.add(job)
        return { job }
      },
      'import.cancel': async ({ job }) => {
        if (!this.jobs.has(job)) throw new SockwrightError('E_JOB_UNKNOWN')
        await engine.imports.cancel(job)
        return null
      },
    }
  }

  /** Cancels what is under way. */
  async close(): Promise<void> {
    const cancelled = [...this.jobs].map((job) => this.engine.imports.cancel(job))
    await Promise.allSettled(cancelled)
  }
}
