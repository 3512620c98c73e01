import type { Worker } from 'node:worker_threads'
import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import type { FollowProgress } from '../../../shared/contract/engine/follow-calls'
import type { StatisticsProgress } from '../../../shared/contract/engine/statistics-calls'
import type { TimelinePartner, TimelineProgress } from '../../../shared/contract/engine/timeline-calls'
import type { FollowReport, FollowRequest } from '../follow/follow-protocol'
import { RunningFollow } from '../follow/running-follow'
import { startThread } from '../thread/start-thread'
import { RunningTimeline } from '../timeline/running-timeline'
import type {
  OpenedLane,
  PartnerSearchTask,
  TimelineNews,
  TimelineRequest,
  TimelineView,
} from '../timeline/timeline-protocol'
import { PartnerSearches } from '../timeline/partner-searches'
import { MatchBitmap } from './match-bitmap'
import type { QueryReport, QueryRequest } from './query-protocol'
import { RunningStatistics } from './statistics/running-statistics'
import type { StatisticsNews, StatisticsRequest, StatisticsTask } from './statistics/statistics-protocol'

/** A filter that runs in the query thread, as the engine's thread sees it. */
export class RunningQuery {
  readonly bitmap = new MatchBitmap()
  /** The first record of each run of identical neighbours; empty where they are not looked for. */
  readonly heads = new MatchBitmap()
  /** Why it ended early. */
  failure: Failure | null = null
  private lastSeek = 0
  private seeking: { readonly number: number; readonly resolve: (record: number | null) => void } | null =
    null

  constructor(
    private readonly id: number,
    private readonly post: (request: QueryRequest) => void,
    readonly changed: () => void,
    private readonly ended: () => void,
  ) {}

  grew(records: number): void {
    this.post({ is: 'grew', query: this.id, records })
  }

  /**
   * The first match in records `from` … `to`, or with `back` the last; null where there is none, where the query ends,
   * and where a later call takes the place of this one.
   */
  seek(from: number, to: number, back: boolean): Promise<number | null> {
    this.endSeek(null)
    if (from > to || this.failure) return Promise.resolve(null)
    const number = (this.lastSeek += 1)
    this.post({ is: 'seek', query: this.id, seek: number, from, to, back })
    return new Promise((resolve) => (this.seeking = { number, resolve }))
  }

  /** What the query thread found. */
  found(seek: number, record: number | null): void {
    if (this.seeking?.number === seek) this.endSeek(record)
  }

  fail(failure: Failure): void {
    this.failure = failure
    this.endSeek(null)
    this.changed()
  }

  private endSeek(record: number | null): void {
    const seeking = this.seeking
    this.seeking = null
    seeking?.resolve(record)
  }

  close(): void {
    this.endSeek(null)
    this.post({ is: 'close', query: this.id })
    this.ended()
  }
}

/** What a query is about; `records` is the number of the last record that may be read. */
export interface QueryTask {
  readonly capture: string
  readonly filter: string
  readonly after: number
  readonly records: number
  /** Find the runs of identical neighbours too. */
  readonly collapse: boolean
  /** Of the text in messages. */
  readonly encoding: TextEncoding
}

/** The stream to follow; `id` names it to its session, `records` is the number of the last record to be read. */
export interface FollowTask {
  readonly id: string
  readonly capture: string
  /** Real path of the capture. */
  readonly path: string
  readonly peer: number
  readonly records: number
}

/** The timeline to keep; `id` names it to its session. */
export interface TimelineTask {
  readonly id: string
  readonly lanes: readonly OpenedLane[]
  /** Real paths of the captures. */
  readonly paths: readonly string[]
  readonly view: TimelineView
}

/** The engine's side of the query thread, which starts with the first query and lives as long as the engine. */
export class QueryClient {
  private thread: Worker | null = null
  private readonly queries = new Map<number, RunningQuery>()
  private readonly follows = new Map<number, RunningFollow>()
  private readonly statistics = new Map<number, RunningStatistics>()
  private readonly timelines = new Map<number, RunningTimeline>()
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

  /** `onProgress` is called at most 30 times a second. */
  follow(task: FollowTask, onProgress: (progress: FollowProgress) => void): RunningFollow {
    const number = (this.lastId += 1)
    const post = (request: FollowRequest) => this.thread?.postMessage(request)
    const ended = () => this.follows.delete(number)
    const follow = new RunningFollow(task.id, task.path, number, post, ended, onProgress)
    this.follows.set(number, follow)
    this.thread ??= this.start()
    post({ is: 'follow', id: number, capture: task.capture, peer: task.peer, records: 0 })
    follow.grew(task.records)
    return follow
  }

  /** `id` names them to their session, `path` is the real path of the capture. */
  count(
    id: string,
    path: string,
    task: StatisticsTask,
    onProgress: (progress: StatisticsProgress) => void,
  ): RunningStatistics {
    const number = (this.lastId += 1)
    const post = (request: StatisticsRequest) => this.thread?.postMessage(request)
    const ended = () => this.statistics.delete(number)
    const statistics = new RunningStatistics(id, path, number, post, ended, onProgress)
    this.statistics.set(number, statistics)
    this.thread ??= this.start()
    post({ is: 'statistics', statistics: number, task })
    return statistics
  }

  /** `onProgress` is called at most 30 times a second. */
  timeline(
    { id, lanes, paths, view }: TimelineTask,
    onProgress: (progress: TimelineProgress) => void,
  ): RunningTimeline {
    const number = (this.lastId += 1)
    const post = (request: TimelineRequest) => this.thread?.postMessage(request)
    const ended = () => this.timelines.delete(number)
    const timeline = new RunningTimeline(id, paths, number, post, ended, onProgress)
    this.timelines.set(number, timeline)
    this.thread ??= this.start()
    timeline.open(lanes, view)
    return timeline
  }

  /** Fails as opening the capture does. */
  partner(task: PartnerSearchTask): Promise<TimelinePartner | null> {
    const timeline = (this.lastId += 1)
    this.thread ??= this.start()
    this.thread.postMessage({ is: 'timeline-partner', timeline, task } satisfies TimelineRequest)
    return this.partners.begun(timeline)
  }

  async close(): Promise<void> {
    const thread = this.thread
    this.thread = null
    this.queries.clear()
    this.follows.clear()
    this.statistics.clear()
    this.timelines.clear()
    await thread?.terminate()
  }

  private start(): Worker {
    const thread = startThread('query-thread')
    let reason: unknown = null
    thread.on('message', (report: QueryReport | FollowReport | StatisticsNews | TimelineNews) => {
      if ('query' in report) this.handle(report)
      else if ('statistics' in report) this.statistics.get(report.statistics)?.heard(report)
      else if ('timeline' in report) this.hearTimeline(report)
      else this.follows.get(report.id)?.heard(report)
    })
    thread.on('error', (thrown) => (reason = thrown))
    thread.on('exit', () => {
      if (this.thread === thread) this.lost(reason)
    })
    return thread
  }

  private hearTimeline(news: TimelineNews): void {
    if (this.partners.heard(news) || news.is === 'timeline-partner-found') return
    this.timelines.get(news.timeline)?.heard(news)
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
    for (const follow of this.follows.values()) follow.fail(failure)
    for (const statistics of this.statistics.values()) statistics.fail(failure)
    for (const timeline of this.timelines.values()) timeline.fail(failure)
    this.partners.fail(failure)
  }
}
