import type {
  StatisticsProgress,
  StatisticsRange,
  StatisticsReport,
} from '../../../../shared/contract/engine/statistics-calls'
import { RunningWatch, type WatchLink } from '../watch/running-watch'
import type { StatisticsQuestion, StatisticsTypes } from './statistics-protocol'

/** Statistics that one session keeps, as the engine's thread sees them. */
export class RunningStatistics extends RunningWatch<StatisticsTypes, StatisticsProgress> {
  /** `capture` is its real path. */
  constructor(
    id: string,
    readonly capture: string,
    link: WatchLink,
    onProgress: (progress: StatisticsProgress) => void,
  ) {
    super(id, { scanned: 0, records: 0, done: false }, link, onProgress)
  }

  progress(): StatisticsProgress {
    const progress = { statistics: this.id, ...this.state }
    return this.failure ? { ...progress, done: true, failure: this.failure } : progress
  }

  grew(records: number): void {
    this.captureGrew(0, records)
  }

  show(range: StatisticsRange): void {
    this.tell(range)
  }

  /** What has been counted. Fails as reading the capture does, and with `E_VIEW_UNKNOWN` once closed. */
  async read(question: StatisticsQuestion): Promise<StatisticsReport> {
    return { statistics: this.id, ...(await this.ask(question)) }
  }
}
