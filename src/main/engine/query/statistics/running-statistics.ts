import type {
  StatisticsProgress,
  StatisticsRange,
  StatisticsReport,
} from '../../../../shared/contract/engine/statistics-calls'
import { SockwrightError, type Failure } from '../../../../shared/contract/errors'
import { RateLimit } from '../../timing/rate-limit'
import type {
  CountedStatistics,
  StatisticsNews,
  StatisticsQuestion,
  StatisticsReach,
  StatisticsRequest,
} from './statistics-protocol'

interface PendingRead {
  readonly resolve: (found: CountedStatistics) => void
  readonly reject: (reason: unknown) => void
}

/** Statistics that one session keeps, as the engine's thread sees them: the query thread does the work. */
export class RunningStatistics {
  private reach: StatisticsReach = { scanned: 0, records: 0, done: false }
  private failure: Failure | null = null
  private closed = false
  private lastRead = 0
  private readonly reads = new Map<number, PendingRead>()
  private readonly progressLimit: RateLimit

  /** `capture` is the real path of the capture; `onProgress` is called at most 30 times a second. */
  constructor(
    readonly id: string,
    readonly capture: string,
    private readonly number: number,
    private readonly post: (request: StatisticsRequest) => void,
    private readonly ended: () => void,
    onProgress: (progress: StatisticsProgress) => void,
  ) {
    this.progressLimit = new RateLimit(() => onProgress(this.progress()))
  }

  progress(): StatisticsProgress {
    const progress = { statistics: this.id, ...this.reach }
    return this.failure ? { ...progress, done: true, failure: this.failure } : progress
  }

  /** The last visible record of the capture has a new number. */
  grew(records: number): void {
    if (!this.closed) this.post({ is: 'statistics-grew', statistics: this.number, records })
  }

  show(range: StatisticsRange): void {
    this.post({ is: 'statistics-show', statistics: this.number, range })
  }

  /** What has been counted. Fails as reading the capture does, and with `E_VIEW_UNKNOWN` once closed. */
  async read(question: StatisticsQuestion): Promise<StatisticsReport> {
    if (this.failure) throw SockwrightError.from(this.failure)
    const read = (this.lastRead += 1)
    this.post({ is: 'statistics-read', statistics: this.number, read, question })
    const found = await new Promise<CountedStatistics>((resolve, reject) => {
      this.reads.set(read, { resolve, reject })
    })
    return { statistics: this.id, ...found }
  }

  /** What the query thread tells. */
  heard(news: StatisticsNews): void {
    switch (news.is) {
      case 'statistics-reach':
        this.reach = news.reach
        this.progressLimit.note()
        return
      case 'statistics-found':
        this.reads.get(news.read)?.resolve(news.found)
        this.reads.delete(news.read)
        return
      case 'statistics-failed':
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
    this.post({ is: 'statistics-close', statistics: this.number })
    this.ended()
  }

  private refuseAll(reason: SockwrightError): void {
    for (const { reject } of this.reads.values()) reject(reason)
    this.reads.clear()
  }
}
