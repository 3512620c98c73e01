import { parentPort } from 'node:worker_threads'
import { toFailure } from '../../../shared/contract/errors'
import { compileFilter } from '../../../shared/filter/compile-filter'
import { parseFilter } from '../../../shared/filter/parse-filter'
import { openSeries } from '../capture/series-reader'
import { newestTime } from './newest-time'
import { Query } from './query'
import type { QueryReport, QueryRequest, Seek } from './query-protocol'
import { SearchThreads } from './search-threads'
import { findPartner } from '../timeline/partner-search'
import type { PartnerNews, PartnerRequest } from '../timeline/timeline-protocol'
import { WatchDesk } from './watch/watch-desk'
import type { WatchNews, WatchRequest } from './watch/watch-protocol'

type Request = QueryRequest | WatchRequest | PartnerRequest
type Report = QueryReport | WatchNews | PartnerNews

/**
 * The thread that runs the filters of all views of an engine and does the work of what is watched: streams that are
 * followed, statistics, timelines. All take turns step by step, so that a short one does not wait for a long one, and
 * requests are heard between steps.
 */
class QueryLoop {
  private readonly queries = new Map<number, Query>()
  /** Queries whose capture is being opened, with what was asked of them meanwhile. */
  private readonly opening = new Map<number, { records: number; seek: Seek | null }>()
  private readonly searchThreads = new SearchThreads()
  private readonly watches: WatchDesk
  private scheduled = false

  constructor(private readonly report: (report: Report) => void) {
    this.watches = new WatchDesk(report, () => this.schedule())
  }

  handle(request: Request): void {
    if ('watch' in request) {
      this.watches.handle(request)
      return
    }
    switch (request.is) {
      case 'open':
        void this.open(request)
        break
      case 'grew':
        this.grew(request.query, request.records)
        break
      case 'seek':
        this.seek(request.query, request)
        break
      case 'close':
        this.opening.delete(request.query)
        this.queries.get(request.query)?.close()
        this.queries.delete(request.query)
        break
      case 'partner':
        void this.findPartner(request)
    }
  }

  private async findPartner({ search, task }: PartnerRequest): Promise<void> {
    try {
      this.report({ is: 'partner-found', search, partner: await findPartner(task) })
    } catch (thrown) {
      this.report({ is: 'partner-failed', search, failure: toFailure(thrown) })
    }
  }

  private async open(request: Extract<QueryRequest, { is: 'open' }>): Promise<void> {
    const { query: id, capture, filter, after, records, collapse, encoding } = request
    const wanted = { records, seek: null as Seek | null }
    this.opening.set(id, wanted)
    try {
      const series = await openSeries(capture)
      if (!this.opening.delete(id)) {
        series.close()
        return
      }
      const newest = newestTime(series, records)
      const compiled = compileFilter(parseFilter(filter), newest, encoding)
      const task = { capture, filter, newest, encoding }
      const query = new Query(
        id,
        series,
        compiled,
        task,
        this.searchThreads,
        after,
        wanted.records,
        collapse,
        this.report,
      )
      if (wanted.seek) query.seek(wanted.seek)
      this.queries.set(id, query)
      this.schedule()
    } catch (thrown) {
      this.opening.delete(id)
      this.report({ is: 'failed', query: id, failure: toFailure(thrown) })
    }
  }

  private grew(id: number, records: number): void {
    const opening = this.opening.get(id)
    if (opening) opening.records = Math.max(opening.records, records)
    this.queries.get(id)?.grew(records)
    this.schedule()
  }

  private seek(id: number, seek: Seek): void {
    const opening = this.opening.get(id)
    if (opening) opening.seek = seek
    this.queries.get(id)?.seek(seek)
    this.schedule()
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    setImmediate(() => this.turn())
  }

  /** One step of everything that has something to do. */
  private turn(): void {
    this.scheduled = false
    if (this.watches.hasWork) {
      this.watches.step()
      this.schedule()
    }
    for (const query of this.queries.values()) if (query.hasWork) query.step()
    for (const query of this.queries.values()) {
      if (query.hasWork) {
        this.schedule()
        return
      }
    }
  }
}

const port = parentPort!
const loop = new QueryLoop((report) => port.postMessage(report))
port.on('message', (request: Request) => loop.handle(request))
