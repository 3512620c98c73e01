import type { TimelineProgress } from '../../../shared/contract/engine/timeline-calls'
import { RunningWatch, type WatchLink } from '../query/watch/running-watch'
import type {
  TimelineAnswer,
  TimelineQuestion,
  TimelineState,
  TimelineTypes,
  TimelineView,
} from './timeline-protocol'

const nothingYet: TimelineState = {
  total: 0,
  revision: 0,
  scanned: 0,
  records: 0,
  done: false,
  from: 0,
  to: 0,
  lanes: [],
}

/** One lane of a timeline, as its capture grows. `capture` is the real path. */
export interface GrowingLane {
  readonly capture: string
  grew(records: number): void
}

/** A timeline that one session has open, as the engine's thread sees it. */
export class RunningTimeline extends RunningWatch<TimelineTypes, TimelineProgress> {
  readonly lanes: readonly GrowingLane[]

  /** `captures` are the real paths, one a lane. */
  constructor(
    id: string,
    captures: readonly string[],
    link: WatchLink,
    onProgress: (progress: TimelineProgress) => void,
  ) {
    super(id, nothingYet, link, onProgress)
    this.lanes = captures.map((capture, lane) => ({
      capture,
      grew: (records: number) => this.captureGrew(lane, records),
    }))
  }

  progress(): TimelineProgress {
    const progress = { timeline: this.id, ...this.state }
    return this.failure ? { ...progress, done: true, failure: this.failure } : progress
  }

  show(view: TimelineView): void {
    this.tell(view)
  }

  override ask(question: TimelineQuestion): Promise<TimelineAnswer> {
    return super.ask(question)
  }
}
