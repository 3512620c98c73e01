import type { CallHandlers, EmitEvent } from '../../../shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../../shared/contract/engine-contract'
import type { TimelinePage } from '../../../shared/contract/engine/timeline-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import type { QueryService } from '../query/query-service'
import type { RunningTimeline } from './running-timeline'

/** The calls that it answers. */
export type TimelineCalls = Pick<
  EngineCalls,
  Exclude<Extract<keyof EngineCalls, `timeline.${string}`>, 'timeline.partner' | 'timeline.save'>
>

/** The timelines of one session; they end with it. */
export class TimelineSession {
  private readonly kept = new Map<string, RunningTimeline>()
  private closed = false

  /** Paths in arguments are taken as they are: whether the session may use them is checked before. */
  readonly handlers: CallHandlers<TimelineCalls> = {
    'timeline.open': async ({ lanes, ...view }) => {
      const opened = await this.service.openTimeline(lanes, view, (progress) =>
        this.emit('timeline.progress', progress),
      )
      if (this.closed) {
        this.service.closeTimeline(opened)
        throw new SockwrightError('E_LINK_CLOSED')
      }
      this.kept.set(opened.id, opened)
      return opened.progress()
    },
    'timeline.show': ({ timeline, ...view }) => {
      this.timeline(timeline).show(view)
      return null
    },
    'timeline.read': async ({ timeline, ...question }) =>
      (await this.timeline(timeline).ask({ ask: 'read', ...question })) as TimelinePage,
    'timeline.locate': async ({ timeline, ...question }) =>
      (await this.timeline(timeline).ask({ ask: 'locate', ...question })) as number | null,
    'timeline.close': ({ timeline: id }) => {
      const timeline = this.timeline(id)
      this.kept.delete(id)
      this.service.closeTimeline(timeline)
      return null
    },
  }

  constructor(
    private readonly service: QueryService,
    private readonly emit: EmitEvent<EngineEvents>,
  ) {}

  close(): void {
    this.closed = true
    for (const timeline of this.kept.values()) this.service.closeTimeline(timeline)
    this.kept.clear()
  }

  private timeline(id: string): RunningTimeline {
    const timeline = this.kept.get(id)
    if (!timeline) throw new SockwrightError('E_VIEW_UNKNOWN')
    return timeline
  }
}
