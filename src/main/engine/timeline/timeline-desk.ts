import { toFailure } from '../../../shared/contract/errors'
import { openSeries, type SeriesReader } from '../capture/series-reader'
import { findPartner } from './partner-search'
import type { TimelineNews, TimelineRequest } from './timeline-protocol'
import { TimelineQuery } from './timeline-query'

type Asked = Extract<TimelineRequest, { is: 'timeline-grew' | 'timeline-show' | 'timeline-ask' }>

/** All timelines that are open, in the query thread; they take turns with its filters. */
export class TimelineDesk {
  private readonly queries = new Map<number, TimelineQuery>()
  /** What was asked of timelines whose captures are being opened. */
  private readonly opening = new Map<number, Asked[]>()

  /** `wake` is called when there is work. */
  constructor(
    private readonly report: (news: TimelineNews) => void,
    private readonly wake: () => void,
  ) {}

  handle(request: TimelineRequest): void {
    switch (request.is) {
      case 'timeline':
        void this.open(request)
        return
      case 'timeline-close':
        this.opening.delete(request.timeline)
        this.queries.get(request.timeline)?.close()
        this.queries.delete(request.timeline)
        return
      case 'timeline-partner':
        void this.find(request)
        return
      default:
        this.pass(request)
    }
  }

  get hasWork(): boolean {
    for (const query of this.queries.values()) if (query.hasWork) return true
    return false
  }

  /** One step of all that have something to do. */
  step(): void {
    for (const query of this.queries.values()) if (query.hasWork) query.step()
  }

  private async open(request: Extract<TimelineRequest, { is: 'timeline' }>): Promise<void> {
    const { timeline } = request
    this.opening.set(timeline, [])
    const opened: SeriesReader[] = []
    try {
      for (const { capture } of request.lanes) opened.push(await openSeries(capture))
      const asked = this.opening.get(timeline)
      if (!asked) {
        for (const series of opened) series.close()
        return
      }
      const query = new TimelineQuery(timeline, request, opened, this.report)
      this.queries.set(timeline, query)
      this.opening.delete(timeline)
      for (const one of asked) this.pass(one)
      if (!query.hasWork) query.tell()
      this.wake()
    } catch (thrown) {
      for (const series of opened) series.close()
      this.opening.delete(timeline)
      this.report({ is: 'timeline-failed', timeline, failure: toFailure(thrown) })
    }
  }

  private async find({
    timeline,
    task,
  }: Extract<TimelineRequest, { is: 'timeline-partner' }>): Promise<void> {
    try {
      this.report({ is: 'timeline-partner-found', timeline, partner: await findPartner(task) })
    } catch (thrown) {
      this.report({ is: 'timeline-failed', timeline, failure: toFailure(thrown) })
    }
  }

  private pass(request: Asked): void {
    const waiting = this.opening.get(request.timeline)
    if (waiting) {
      waiting.push(request)
      return
    }
    const query = this.queries.get(request.timeline)
    if (!query) return
    if (request.is === 'timeline-grew') query.grew(request.lane, request.records)
    else if (request.is === 'timeline-show') query.show(request.view)
    else query.ask(request.number, request.question)
    this.wake()
  }
}
