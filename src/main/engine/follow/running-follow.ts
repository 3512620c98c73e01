import type { FollowProgress } from '../../../shared/contract/engine/follow-calls'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { RateLimit } from '../timing/rate-limit'
import type {
  FollowAnswer,
  FollowQuestion,
  FollowReport,
  FollowRequest,
  FollowState,
} from './follow-protocol'

interface Waiting {
  readonly resolve: (answer: FollowAnswer) => void
  readonly reject: (thrown: unknown) => void
}

const nothingYet: FollowState = {
  inBytes: 0,
  outBytes: 0,
  reached: 0,
  appeared: null,
  closed: null,
  search: null,
}

/** A stream that one session follows, as the engine's thread sees it: the query thread does the work. */
export class RunningFollow {
  private state = nothingYet
  private records = 0
  private failure: Failure | null = null
  private closed = false
  private lastNumber = 0
  private readonly waiting = new Map<number, Waiting>()
  private readonly progressLimit: RateLimit

  /** `capture` is the real path of the capture; `onProgress` is called at most 30 times a second. */
  constructor(
    readonly id: string,
    readonly capture: string,
    private readonly number: number,
    private readonly post: (request: FollowRequest) => void,
    private readonly ended: () => void,
    onProgress: (progress: FollowProgress) => void,
  ) {
    this.progressLimit = new RateLimit(() => onProgress(this.progress()))
  }

  progress(): FollowProgress {
    const { reached, ...known } = this.state
    const scanned = Math.min(reached, this.records)
    const progress = { follow: this.id, ...known, scanned, records: this.records }
    if (this.failure) return { ...progress, done: true, failure: this.failure }
    return { ...progress, done: scanned >= this.records }
  }

  /** The last visible record of the capture has a new number. */
  grew(records: number): void {
    if (this.closed || records <= this.records) return
    this.records = records
    this.post({ is: 'follow-grew', id: this.number, records })
  }

  /** The answer of the query thread. Fails as reading the capture does, and with `E_VIEW_UNKNOWN` once closed. */
  ask(question: FollowQuestion): Promise<FollowAnswer> {
    if (this.failure) return Promise.reject(SockwrightError.from(this.failure))
    const number = (this.lastNumber += 1)
    this.post({ is: 'follow-ask', id: this.number, number, question })
    return new Promise((resolve, reject) => this.waiting.set(number, { resolve, reject }))
  }

  endFind(): void {
    this.post({ is: 'follow-end-find', id: this.number })
  }

  /** What the query thread tells. */
  heard(report: FollowReport): void {
    switch (report.is) {
      case 'follow-state':
        this.state = report.state
        this.progressLimit.note()
        return
      case 'follow-answer':
        this.take(report.number)?.resolve(report.answer)
        return
      case 'follow-refused':
        this.take(report.number)?.reject(SockwrightError.from(report.failure))
        return
      case 'follow-failed':
        this.fail(report.failure)
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
    this.post({ is: 'follow-close', id: this.number })
    this.ended()
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
