import type { CallHandlers, EmitEvent } from '../../../shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../../shared/contract/engine-contract'
import type { TimelinePage } from '../../../shared/contract/engine/timeline-calls'
import type { QueryService } from '../query/query-service'
import { SessionReaders } from '../query/session-readers'
import type { RunningTimeline } from './running-timeline'

/** The calls that it answers. */
export type TimelineCalls = Pick<
  EngineCalls,
  Exclude<Extract<keyof EngineCalls, `timeline.${string}`>, 'timeline.partner' | 'timeline.save'>
>

/** The timelines of one session; they end with it. */
export class TimelineSession {
  private readonly kept: SessionReaders<RunningTimeline>

  /** Paths in arguments are taken as they are: whether the session may use them is checked before. */
  readonly handlers: CallHandlers<TimelineCalls> = {
    'timeline.open': async ({ lanes, ...view }) => {
      const opening = this.service.openTimeline(lanes, view, (progress) =>
        this.emit('timeline.progress', progress),
      )
      return (await this.kept.keep(opening)).progress()
    },
    'timeline.show': ({ timeline, ...view }) => {
      this.kept.get(timeline).show(view)
      return null
    },
    'timeline.read': async ({ timeline, ...question }) =>
      (await this.kept.get(timeline).ask({ ask: 'read', ...question })) as TimelinePage,
    'timeline.locate': async ({ timeline, ...question }) =>
      (await this.kept.get(timeline).ask({ ask: 'locate', ...question })) as number | null,
    'timeline.close': ({ timeline }) => {
      this.kept.close(timeline)
      return null
    },
  }

  constructor(
    private readonly service: QueryService,
    private readonly emit: EmitEvent<EngineEvents>,
  ) {
    this.kept = new SessionReaders((timeline) => service.closeTimeline(timeline))
  }

  close(): void {
    this.kept.closeAll()
  }
}
