import path from 'node:path'
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
    private readonly emit: (progress: ImportProgress) => void,
  ) {
    this.handlers = {
      'import.start': async ({ path: asked }) => {
        const source = await files.importPath(asked)
        return { job: await this.begin(source, path.basename(source)) }
      },
      'import.cancel': async ({ job }) => {
        if (!this.jobs.has(job)) throw new SockwrightError('E_JOB_UNKNOWN')
        await engine.imports.cancel(job)
        return null
      },
    }
  }

  /** Imports the packet file `source`, called `name`; `tells` may change what is told of it. */
  async begin(
    source: string,
    name: string,
    tells = (progress: ImportProgress): ImportProgress => progress,
  ): Promise<string> {
    const job = await this.engine.imports.start(source, name, (progress) => {
      if (progress.state.is !== 'running') this.jobs.delete(progress.job)
      this.emit(tells(progress))
    })
    this.jobs.add(job)
    return job
  }

  /** Cancels what is under way. */
  async close(): Promise<void> {
    const cancelled = [...this.jobs].map((job) => this.engine.imports.cancel(job))
    await Promise.allSettled(cancelled)
  }
}
