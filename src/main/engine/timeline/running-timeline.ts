import type { TimelineProgress } from '../../../shared/contract/engine/timeline-calls'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { RateLimit } from '../timing/rate-limit'
import type {
  OpenedLane,
  TimelineAnswer,
  TimelineNews,
  TimelineQuestion,
  TimelineRequest,
  TimelineState,
  TimelineView,
} from './timeline-protocol'

interface Waiting {
  readonly resolve: (answer: TimelineAnswer) => void
  readonly reject: (thrown: unknown) => void
}

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

/** A timeline that one session has open, as the engine's thread sees it: the query thread does the work. */
export class RunningTimeline {
  readonly lanes: readonly GrowingLane[]
  private state = nothingYet
  private failure: Failure | null = null
  private closed = false
  private lastNumber = 0
  private readonly waiting = new Map<number, Waiting>()
  private readonly progressLimit: RateLimit

  /** `paths` are the real paths of the captures; `onProgress` is called at most 30 times a second. */
  constructor(
    readonly id: string,
    paths: readonly string[],
    private readonly number: number,
    private readonly post: (request: TimelineRequest) => void,
    private readonly ended: () => void,
    onProgress: (progress: TimelineProgress) => void,
  ) {
    this.progressLimit = new RateLimit(() => onProgress(this.progress()))
    this.lanes = paths.map((capture, lane) => ({
      capture,
      grew: (records: number) => this.grew(lane, records),
    }))
  }

  open(lanes: readonly OpenedLane[], view: TimelineView): void {
    this.post({ is: 'timeline', timeline: this.number, lanes, view })
  }

  progress(): TimelineProgress {
    const progress = { timeline: this.id, ...this.state }
    return this.failure ? { ...progress, done: true, failure: this.failure } : progress
  }

  show(view: TimelineView): void {
    this.post({ is: 'timeline-show', timeline: this.number, view })
  }

  /** The answer of the query thread. Fails as reading the captures does, and with `E_VIEW_UNKNOWN` once closed. */
  ask(question: TimelineQuestion): Promise<TimelineAnswer> {
    if (this.failure) return Promise.reject(SockwrightError.from(this.failure))
    const number = (this.lastNumber += 1)
    this.post({ is: 'timeline-ask', timeline: this.number, number, question })
    return new Promise((resolve, reject) => this.waiting.set(number, { resolve, reject }))
  }

  /** What the query thread tells. */
  heard(news: Exclude<TimelineNews, { is: 'timeline-partner-found' }>): void {
    switch (news.is) {
      case 'timeline-state':
        this.state = news.state
        this.progressLimit.note()
        return
      case 'timeline-answer':
        this.take(news.number)?.resolve(news.answer)
        return
      case 'timeline-refused':
        this.take(news.number)?.reject(SockwrightError.from(news.failure))
        return
      case 'timeline-failed':
        this.fail(news.failure)
    }
  }

  fail(failure: Failure): void {
    this.failure = failure
    this.refuseAll(SockwrightError.from(failure))
    this.progressLimit.note()
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.progressLimit.stop()
    this.refuseAll(new SockwrightError('E_VIEW_UNKNOWN'))
    this.post({ is: 'timeline-close', timeline: this.number })
    this.ended()
  }

  private grew(lane: number, records: number): void {
    if (!this.closed) this.post({ is: 'timeline-grew', timeline: this.number, lane, records })
  }

  private take(number: number): Waiting | undefined {
    const waiting = this.waiting.get(number)
    this.waiting.delete(number)
    return waiting
  }

  private refuseAll(reason: SockwrightError): void {
    for (const { reject } of this.waiting.values()) reject(reason)
    this.waiting.clear()
  }
}
