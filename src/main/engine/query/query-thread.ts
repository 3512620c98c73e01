import { parentPort } from 'node:worker_threads'
import { toFailure } from '../../../shared/contract/errors'
import { compileFilter } from '../../../shared/filter/compile-filter'
import { parseFilter } from '../../../shared/filter/parse-filter'
import { openSeries } from '../capture/series-reader'
import { FollowDesk } from '../follow/follow-desk'
import type { FollowReport, FollowRequest } from '../follow/follow-protocol'
import { newestTime } from './newest-time'
import { Query } from './query'
import type { QueryReport, QueryRequest, Seek } from './query-protocol'
import { SearchThreads } from './search-threads'
import { StatisticsDesk } from './statistics/statistics-desk'
import type { StatisticsNews, StatisticsRequest } from './statistics/statistics-protocol'
import { TimelineDesk } from '../timeline/timeline-desk'
import type { TimelineNews, TimelineRequest } from '../timeline/timeline-protocol'

type Request = QueryRequest | FollowRequest | StatisticsRequest | TimelineRequest
type Report = QueryReport | FollowReport | StatisticsNews | TimelineNews

/**
 * The thread that runs the filters of all views of an engine, reads the streams that are followed, counts and draws timelines. Queries
 * take turns step by step, so that a short one does not wait for a long one, and requests are heard between steps.
 */
class QueryLoop {
  private readonly queries = new Map<number, Query>()
  /** Queries whose capture is being opened, with what was asked of them meanwhile. */
  private readonly opening = new Map<number, { records: number; seek: Seek | null }>()
  private readonly searchThreads = new SearchThreads()
  private readonly follows: FollowDesk
  private readonly statistics: StatisticsDesk
  private readonly timelines: TimelineDesk
  private scheduled = false

  constructor(private readonly report: (report: Report) => void) {
    this.follows = new FollowDesk(report, () => this.schedule())
    this.statistics = new StatisticsDesk(report, () => this.schedule())
    this.timelines = new TimelineDesk(report, () => this.schedule())
  }

  handle(request: Request): void {
    if ('statistics' in request) {
      this.statistics.handle(request)
      return
    }
    if ('timeline' in request) {
      this.timelines.handle(request)
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
      default:
        this.follows.handle(request)
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
    for (const desk of [this.follows, this.statistics, this.timelines]) {
      if (!desk.hasWork) continue
      desk.step()
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
