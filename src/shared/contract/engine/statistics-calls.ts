import * as v from 'valibot'
import { call } from '../call'
import type { Failure } from '../errors'
import { CaptureIdSchema, FilterSchema, IndexSchema, TokenSchema } from './argument-schemas'

const MicrosecondsSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** Which time statistics are of. Times in µs since the epoch, spans in µs. */
export const StatisticsRangeSchema = v.variant('is', [
  /** All that was recorded, following the capture as it grows. */
  v.strictObject({ is: v.literal('all') }),
  /** What came last: a window that moves with the capture. */
  v.strictObject({ is: v.literal('last'), span: v.pipe(MicrosecondsSchema, v.minValue(1_000)) }),
  /** From `from` to before `to`, made wider to whole buckets of the chart. */
  v.strictObject({ is: v.literal('between'), from: MicrosecondsSchema, to: MicrosecondsSchema }),
])
export type StatisticsRange = v.InferOutput<typeof StatisticsRangeSchema>

/** What peers are ordered by. */
const peerOrders = ['bytes', 'messages', 'inBytes', 'outBytes', 'peer'] as const
export type PeerOrder = (typeof peerOrders)[number]

/** How many messages were of a size or came after a time: from `from` to before `to`. */
export interface DistributionBucket {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** `least` and `most` are exact; the others are exact below 128 and within 1 % beyond. All are 0 where `count` is. */
export interface Distribution {
  readonly count: number
  readonly least: number
  readonly median: number
  readonly p95: number
  readonly p99: number
  readonly most: number
  /** Each twice as wide as the one before; those without a count at the ends are left out. */
  readonly buckets: readonly DistributionBucket[]
}

/** A rate per second. */
export interface RateFigures {
  /** In the last whole second; null where the capture is not being recorded. */
  readonly current: number | null
  /** Over as much of the range as was recorded. */
  readonly mean: number
  /** In the busiest second of the clock; never below the mean, also where the range is shorter than a second. */
  readonly peak: number
}

/** What went one way. */
export interface DirectionStatistics {
  readonly messages: number
  readonly bytes: number
  readonly messageRate: RateFigures
  readonly byteRate: RateFigures
  /** Sizes of messages, in bytes. */
  readonly sizes: Distribution
  /** Time from each message to the one before it in the same direction, µs. */
  readonly gaps: Distribution
}

/** The chart: `count` buckets of `width` µs, the first of which begins at `from`. One number a bucket in each list. */
export interface RateBuckets {
  readonly from: number
  readonly width: number
  readonly count: number
  readonly inMessages: readonly number[]
  readonly inBytes: readonly number[]
  readonly outMessages: readonly number[]
  readonly outBytes: readonly number[]
}

export interface PeerStatistics {
  readonly peer: number
  /** Empty where the event with which it appeared is not there (any more), or not found until everything is `done`. */
  readonly address: string
  readonly inMessages: number
  readonly inBytes: number
  readonly outMessages: number
  readonly outBytes: number
  readonly events: number
  /** Part of its messages is counted in {@link PeersLeftOut}. */
  readonly partial: boolean
}

/** What is not in the list of peers, since no more than some thousand are kept: those that moved the fewest bytes. */
export interface PeersLeftOut {
  /** How many peers have no row; null where that is not known. */
  readonly peers: number | null
  readonly messages: number
  readonly bytes: number
}

export interface StatisticsReport {
  readonly statistics: string
  /** The time that all figures are of; both 0 where there is no record. */
  readonly from: number
  readonly to: number
  /** Times of the first and the newest record of the capture; both 0 where there is none. */
  readonly first: number
  readonly newest: number
  readonly in: DirectionStatistics
  readonly out: DirectionStatistics
  /** Messages that a crash left without a direction. */
  readonly undirected: { readonly messages: number; readonly bytes: number }
  readonly events: number
  readonly chart: RateBuckets
  readonly peers: {
    readonly rows: readonly PeerStatistics[]
    /** Peers that could be listed. */
    readonly total: number
    readonly leftOut: PeersLeftOut
  }
}

/** How far statistics have come: `scanned` of `records`. */
export interface StatisticsProgress {
  readonly statistics: string
  readonly records: number
  readonly scanned: number
  readonly done: boolean
  /** Why they ended early; `statistics.read` fails with it from then on. */
  readonly failure?: Failure
}

export const statisticsCalls = {
  /**
   * Begins to count what matches a filter, from record `after` + 1 up, and follows the capture. Reads the index alone,
   * as far as the filter does.
   */
  'statistics.open': call(
    v.strictObject({
      capture: CaptureIdSchema,
      filter: v.optional(FilterSchema, ''),
      after: v.optional(IndexSchema, 0),
      range: StatisticsRangeSchema,
    }),
  ).returns<StatisticsProgress>(),
  /** Turns to another time; what was counted before is given up. */
  'statistics.show': call(
    v.strictObject({ statistics: TokenSchema, range: StatisticsRangeSchema }),
  ).returns<null>(),
  /**
   * What has been counted so far. `live`: the capture is being recorded, so that time goes on though nothing comes.
   * Peers are sorted by `order`, the most first, and by number where that is the order.
   */
  'statistics.read': call(
    v.strictObject({
      statistics: TokenSchema,
      live: v.optional(v.boolean(), false),
      order: v.optional(v.picklist(peerOrders), 'bytes'),
      peersFrom: v.optional(IndexSchema, 0),
      peersCount: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(500)), 100),
    }),
  ).returns<StatisticsReport>(),
  'statistics.close': call(v.strictObject({ statistics: TokenSchema })).returns<null>(),
} as const

export interface StatisticsEvents {
  /** At most 30 times a second for each of the statistics of this session. */
  readonly 'statistics.progress': StatisticsProgress
}
