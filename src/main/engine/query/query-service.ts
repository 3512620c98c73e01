import { randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import type { EmitEvent } from '../../../shared/contract/call'
import type { EngineEvents } from '../../../shared/contract/engine-contract'
import type { FollowProgress } from '../../../shared/contract/engine/follow-calls'
import type { StatisticsProgress, StatisticsRange } from '../../../shared/contract/engine/statistics-calls'
import type {
  TimelineLaneChoice,
  TimelinePartner,
  TimelineProgress,
} from '../../../shared/contract/engine/timeline-calls'
import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import { isEmptyFilter } from '../../../shared/filter/filter-node'
import { parseFilter } from '../../../shared/filter/parse-filter'
import { FollowSession } from '../follow/follow-session'
import { RunningFollow } from '../follow/running-follow'
import { captureEncoding } from '../capture/capture-encoding'
import { ExportDownloads, type FinishedDownload } from './export-downloads'
import { ExportJobs } from './export-jobs'
import { QueryClient } from './query-client'
import { QuerySession } from './query-session'
import { SeriesPool } from './series-pool'
import { RunningStatistics } from './statistics/running-statistics'
import { StatisticsSession } from './statistics/statistics-session'
import { RunningTimeline, type GrowingLane } from '../timeline/running-timeline'
import type { PartnerSearchTask, TimelineView } from '../timeline/timeline-protocol'
import { TimelineSession } from '../timeline/timeline-session'
import { View } from './view'

/** What a session opened on one capture. */
type CaptureReader = View | RunningFollow | RunningStatistics

/** Which records are to be counted. */
export interface StatisticsRequest {
  readonly capture: string
  readonly filter: string
  readonly after: number
  readonly range: StatisticsRange
}

/** What of a capture a view shows: the records after `after` that match, identical neighbours in one row or not. */
export interface ShownRecords {
  readonly filter: string
  readonly after: number
  readonly collapse: boolean
  /** Left out: that of the capture. */
  readonly encoding?: TextEncoding | undefined
}

/**
 * Views, records and exports of one engine. Each session has its own {@link QuerySession}; what it opens dies with it.
 * A capture is named by the path that it was opened with.
 */
export class QueryService {
  readonly pool = new SeriesPool()
  readonly downloads: ExportDownloads
  readonly exports: ExportJobs
  private readonly queries = new QueryClient()
  private readonly sessions = new Set<QuerySession>()
  /** By real path: a session may reach a capture through other links than its recorder does. */
  private readonly views = new Map<string, Set<CaptureReader | GrowingLane>>()
  private readonly realPaths = new Map<string, string>()

  /** `exportsFolder` (absolute) is made when first needed; files for download are kept there. */
  constructor(exportsFolder: string) {
    this.downloads = new ExportDownloads(exportsFolder)
    this.exports = new ExportJobs(this.pool)
  }

  /** Begins a session; `emit` sends its events. */
  session(emit: EmitEvent<EngineEvents>): QuerySession {
    const session = new QuerySession(this, emit, () => this.sessions.delete(session))
    this.sessions.add(session)
    return session
  }

  /** Begins what one session follows; to be closed with the session. */
  followSession(emit: EmitEvent<EngineEvents>): FollowSession {
    return new FollowSession(this, emit)
  }

  /** Begins the statistics of one session; to be closed with the session. */
  statisticsSession(emit: EmitEvent<EngineEvents>): StatisticsSession {
    return new StatisticsSession(this, emit)
  }

  /** Begins the timelines of one session; to be closed with the session. */
  timelineSession(emit: EmitEvent<EngineEvents>): TimelineSession {
    return new TimelineSession(this, emit)
  }

  /** To be called when the last visible record of a capture has a new number. */
  captureGrew(capture: string, records: number): void {
    if (this.views.size === 0) return
    this.views.get(this.realPath(capture))?.forEach((view) => view.grew(records))
  }

  /** Real paths of the captures that views, streams, statistics or timelines are open on. */
  openCaptures(): readonly string[] {
    return [...this.views.keys()]
  }

  /** Number of the last record of a capture. Fails as opening the series does. */
  async lastRecord(capture: string): Promise<number> {
    const held = await this.pool.hold(capture)
    try {
      return held.series.refresh()
    } finally {
      held.release()
    }
  }

  /** Hands over a finished download, once; whoever takes it removes the file. Fails with `E_JOB_UNKNOWN`. */
  takeDownload(token: string): FinishedDownload {
    return this.downloads.take(token)
  }

  /** Ends all sessions and threads and removes downloads that nobody took. */
  async close(): Promise<void> {
    await Promise.all([...this.sessions].map((session) => session.close()))
    await this.queries.close()
    await this.downloads.close()
  }

  /** Opens a view. Fails with `E_FILTER` or as opening the series does. */
  async openView(
    capture: string,
    { filter, after, collapse, encoding = captureEncoding(capture) }: ShownRecords,
    emit: EmitEvent<EngineEvents>,
  ): Promise<View> {
    const everyRow = isEmptyFilter(parseFilter(filter)) && !collapse
    const held = await this.pool.hold(capture)
    const view: View = new View(
      randomUUID(),
      this.realPath(capture),
      held,
      after,
      everyRow
        ? null
        : (first, records, changed) =>
            this.queries.open({ capture, filter, after: first, records, collapse, encoding }, changed),
      collapse,
      (progress) => emit('view.progress', progress),
    )
    this.add(view)
    return view
  }

  closeView(view: View): void {
    this.remove(view)
  }

  /** Follows a peer. Fails as opening the series does. */
  async openFollow(
    capture: string,
    peer: number,
    onProgress: (progress: FollowProgress) => void,
  ): Promise<RunningFollow> {
    const held = await this.pool.hold(capture)
    try {
      const records = held.series.refresh()
      const follow = this.queries.watch(
        { on: 'stream', capture, peer, records },
        (link) => new RunningFollow(randomUUID(), this.realPath(capture), records, link, onProgress),
      )
      this.add(follow)
      return follow
    } finally {
      held.release()
    }
  }

  closeFollow(follow: RunningFollow): void {
    this.remove(follow)
  }

  /** Begins to count. Fails with `E_FILTER` or as opening the series does. */
  async openStatistics(
    { capture, ...asked }: StatisticsRequest,
    onProgress: (progress: StatisticsProgress) => void,
  ): Promise<RunningStatistics> {
    parseFilter(asked.filter)
    const held = await this.pool.hold(capture)
    try {
      const statistics = this.queries.watch(
        { on: 'statistics', ...asked, capture, records: held.series.refresh() },
        (link) => new RunningStatistics(randomUUID(), this.realPath(capture), link, onProgress),
      )
      this.add(statistics)
      return statistics
    } finally {
      held.release()
    }
  }

  closeStatistics(statistics: RunningStatistics): void {
    this.remove(statistics)
  }

  /** Begins a timeline. Fails as opening the series does. */
  async openTimeline(
    lanes: readonly TimelineLaneChoice[],
    view: TimelineView,
    onProgress: (progress: TimelineProgress) => void,
  ): Promise<RunningTimeline> {
    const held = await Promise.all(lanes.map(({ capture }) => this.pool.hold(capture)))
    try {
      const opened = lanes.map((lane, index) => ({ ...lane, records: held[index]!.series.refresh() }))
      const paths = lanes.map(({ capture }) => this.realPath(capture))
      const timeline = this.queries.watch(
        { on: 'timeline', lanes: opened, view },
        (link) => new RunningTimeline(randomUUID(), paths, link, onProgress),
      )
      for (const lane of timeline.lanes) this.add(lane)
      return timeline
    } finally {
      for (const { release } of held) release()
    }
  }

  closeTimeline(timeline: RunningTimeline): void {
    for (const lane of timeline.lanes) this.forget(lane)
    timeline.close()
  }

  /** Looks for the other end of a connection. Fails as opening the capture does. */
  findPartner(task: PartnerSearchTask): Promise<TimelinePartner | null> {
    return this.queries.partner(task)
  }

  private add(view: CaptureReader | GrowingLane): void {
    const views = this.views.get(view.capture) ?? new Set()
    this.views.set(view.capture, views.add(view))
  }

  private remove(view: CaptureReader): void {
    view.close()
    this.forget(view)
  }

  private forget(view: CaptureReader | GrowingLane): void {
    const views = this.views.get(view.capture)
    views?.delete(view)
    if (views?.size === 0) this.views.delete(view.capture)
  }

  private realPath(capture: string): string {
    const known = this.realPaths.get(capture)
    if (known !== undefined) return known
    const real = realpathSync(capture)
    this.realPaths.set(capture, real)
    return real
  }
}
