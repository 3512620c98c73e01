import * as v from 'valibot'
import type { QueryService } from '../../src/main/engine/query/query-service'
import type { QueryCalls, QuerySession } from '../../src/main/engine/query/query-session'
import { SockwrightError } from '../../src/shared/contract/errors'
import type { CallArgs, CallInput, CallResult } from '../../src/shared/contract/call'
import { engineCalls } from '../../src/shared/contract/engine-contract'
import type { ExportProgress } from '../../src/shared/contract/engine/export-calls'
import type { ViewProgress } from '../../src/shared/contract/engine/view-calls'

type Heard = { readonly view: ViewProgress } | { readonly job: ExportProgress }

/** A session of a query service, called as the contract would, with all its events kept. */
export class HeardSession {
  readonly events: Heard[] = []
  readonly session: QuerySession
  private waiting: (() => void)[] = []

  constructor(readonly service: QueryService) {
    this.session = service.session((name, payload) => {
      if (name === 'view.progress') this.events.push({ view: payload as ViewProgress })
      if (name === 'export.progress') this.events.push({ job: payload as ExportProgress })
      this.waiting.splice(0).forEach((wake) => wake())
    })
  }

  /** Calls a handler with validated arguments. */
  async call<K extends keyof QueryCalls>(
    name: K,
    input: CallInput<QueryCalls, K>,
  ): Promise<CallResult<QueryCalls, K>> {
    const args = v.parse(engineCalls[name].args, input) as CallArgs<QueryCalls, K>
    const handler = this.session.handlers[name] as (
      args: CallArgs<QueryCalls, K>,
    ) => CallResult<QueryCalls, K> | Promise<CallResult<QueryCalls, K>>
    return handler(args)
  }

  /** Waits until `view` has told of a progress that `matches`. */
  async viewProgress(view: string, matches: (progress: ViewProgress) => boolean): Promise<ViewProgress> {
    return this.heard((event) =>
      'view' in event && event.view.view === view && matches(event.view) ? event.view : null,
    )
  }

  /** Waits for the last word of an export. */
  async exportEnd(job: string): Promise<ExportProgress> {
    return this.heard((event) =>
      'job' in event && event.job.job === job && event.job.state.is !== 'running' ? event.job : null,
    )
  }

  /** Waits until an export has told how far it has come. */
  async exportRunning(job: string): Promise<ExportProgress> {
    return this.heard((event) =>
      'job' in event && event.job.job === job && event.job.state.is === 'running' && event.job.done > 0
        ? event.job
        : null,
    )
  }

  /** Opens a view and waits until its filter has caught up. */
  async openView(capture: string, filter: string, after = 0): Promise<ViewProgress> {
    const opened = await this.call('view.open', { capture, filter, after })
    const caughtUp = opened.done ? opened : await this.viewProgress(opened.view, (progress) => progress.done)
    if (caughtUp.failure) throw SockwrightError.from(caughtUp.failure)
    return caughtUp
  }

  private async heard<T>(pick: (event: Heard) => T | null): Promise<T> {
    for (;;) {
      for (const event of this.events) {
        const found = pick(event)
        if (found) return found
      }
      await new Promise<void>((wake) => this.waiting.push(wake))
    }
  }
}
