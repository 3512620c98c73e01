import type {
  PeerOrder,
  StatisticsRange,
  StatisticsReport,
} from '../../../../shared/contract/engine/statistics-calls'
import type { Failure } from '../../../../shared/contract/errors'

/** What is to be counted; `records` is the number of the last record that may be read. */
export interface StatisticsTask {
  readonly capture: string
  readonly filter: string
  readonly after: number
  readonly records: number
  readonly range: StatisticsRange
}

/** What is to be told. `now` (µs since the epoch) where the capture is being recorded. */
export interface StatisticsQuestion {
  readonly now: number | null
  readonly order: PeerOrder
  readonly peersFrom: number
  readonly peersCount: number
}

/** What has been counted; the session adds the name. */
export type CountedStatistics = Omit<StatisticsReport, 'statistics'>

/** What the engine asks of the query thread about statistics; `statistics` is their number. */
export type StatisticsRequest =
  | { readonly is: 'statistics'; readonly statistics: number; readonly task: StatisticsTask }
  | { readonly is: 'statistics-grew'; readonly statistics: number; readonly records: number }
  | { readonly is: 'statistics-show'; readonly statistics: number; readonly range: StatisticsRange }
  | {
      readonly is: 'statistics-read'
      readonly statistics: number
      readonly read: number
      readonly question: StatisticsQuestion
    }
  | { readonly is: 'statistics-close'; readonly statistics: number }

/** How far statistics have come: `scanned` of `records` in the range. */
export interface StatisticsReach {
  readonly scanned: number
  readonly records: number
  readonly done: boolean
}

/** What the query thread tells of statistics. */
export type StatisticsNews =
  | { readonly is: 'statistics-reach'; readonly statistics: number; readonly reach: StatisticsReach }
  | {
      readonly is: 'statistics-found'
      readonly statistics: number
      readonly read: number
      readonly found: CountedStatistics
    }
  /** They have ended. */
  | { readonly is: 'statistics-failed'; readonly statistics: number; readonly failure: Failure }
