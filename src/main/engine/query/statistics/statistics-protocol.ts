import type {
  PeerOrder,
  StatisticsRange,
  StatisticsReport,
} from '../../../../shared/contract/engine/statistics-calls'

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

/** How far statistics have come: `scanned` of `records` in the range. */
export interface StatisticsReach {
  readonly scanned: number
  readonly records: number
  readonly done: boolean
}

/** What passes between the two sides of statistics; the word is the range to begin anew with. */
export interface StatisticsTypes {
  readonly word: StatisticsRange
  readonly question: StatisticsQuestion
  readonly answer: CountedStatistics
  readonly state: StatisticsReach
}
