import type { Worker } from 'node:worker_threads'
import { SockwrightError, toFailure } from '../../../shared/contract/errors'
import type { TimelinePartner } from '../../../shared/contract/engine/timeline-calls'
import { startThread } from '../thread/start-thread'
import type { PartnerNews, PartnerRequest, PartnerSearchTask } from '../timeline/timeline-protocol'
import { PartnerSearches } from '../timeline/partner-searches'
import type { QueryReport, QueryRequest, QueryTask } from './query-protocol'
import { RunningQuery } from './running-query'
import type { AnyRunningWatch, WatchLink } from './watch/running-watch'
import type { WatchNews, WatchRequest, WatchTask } from './watch/watch-protocol'

/** The engine's side of the query thread, which starts with the first query and lives as long as the engine. */
export class QueryClient {
  private thread: Worker | null = null
  private readonly queries = new Map<number, RunningQuery>()
  private readonly watches = new Map<number, AnyRunningWatch>()
  private readonly partners = new PartnerSearches()
  private lastId = 0

  /** `changed` is called when the bitmap or the failure of the query has changed. */
  open(task: QueryTask, changed: () => void): RunningQuery {
    const id = (this.lastId += 1)
    const query = new RunningQuery(
      id,
      (request) => this.thread?.postMessage(request),
      changed,
      () => this.queries.delete(id),
    )
    this.queries.set(id, query)
    this.thread ??= this.start()
    this.thread.postMessage({ is: 'open', query: id, ...task } satisfies QueryRequest)
    return query
  }

  /** Begins what `make` makes the engine's side of. */
  watch<Watch extends AnyRunningWatch>(task: WatchTask, make: (link: WatchLink) => Watch): Watch {
    const number = (this.lastId += 1)
    const post = (request: WatchRequest) => this.thread?.postMessage(request)
    const watch = make({ number, post, ended: () => this.watches.delete(number) })
    this.watches.set(number, watch)
    this.thread ??= this.start()
    post({ is: 'watch', watch: number, task })
    return watch
  }

  /** Fails as opening the capture does. */
  partner(task: PartnerSearchTask): Promise<TimelinePartner | null> {
    const search = (this.lastId += 1)
    this.thread ??= this.start()
    this.thread.postMessage({ is: 'partner', search, task } satisfies PartnerRequest)
    return this.partners.begun(search)
  }

  async close(): Promise<void> {
    const thread = this.thread
    this.thread = null
    this.queries.clear()
    this.watches.clear()
    await thread?.terminate()
  }

  private start(): Worker {
    const thread = startThread('query-thread')
    let reason: unknown = null
    thread.on('message', (report: QueryReport | WatchNews | PartnerNews) => {
      if ('query' in report) this.handle(report)
      else if ('watch' in report) this.watches.get(report.watch)?.heard(report)
      else this.partners.heard(report)
    })
    thread.on('error', (thrown) => (reason = thrown))
    thread.on('exit', () => {
      if (this.thread === thread) this.lost(reason)
    })
    return thread
  }

  private handle(report: QueryReport): void {
    const query = this.queries.get(report.query)
    if (!query) return
    switch (report.is) {
      case 'segment':
        if (report.of === 'heads') query.heads.addSegment(report.memory)
        else query.bitmap.addSegment(report.memory)
        return
      case 'progress':
        query.bitmap.advance(report.scanned, report.matches)
        query.heads.advance(report.scanned, report.heads)
        break
      case 'found':
        query.found(report.seek, report.record)
        return
      case 'failed':
        query.fail(report.failure)
        return
    }
    query.changed()
  }

  /** The thread ended by itself: its queries fail, and the next one starts another. */
  private lost(reason: unknown): void {
    this.thread = null
    const failure = toFailure(
      reason ?? new SockwrightError('E_INTERNAL', { reason: 'the query thread ended' }),
    )
    for (const query of this.queries.values()) query.fail(failure)
    for (const watch of this.watches.values()) watch.fail(failure)
    this.partners.fail(failure)
  }
}
