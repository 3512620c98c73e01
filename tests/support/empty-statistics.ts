import type {
  DirectionStatistics,
  Distribution,
  StatisticsReport,
} from '../../src/shared/contract/engine/statistics-calls'

const distribution: Distribution = { count: 0, least: 0, median: 0, p95: 0, p99: 0, most: 0, buckets: [] }
const rate = { current: null, mean: 0, peak: 0 }
const direction: DirectionStatistics = {
  messages: 0,
  bytes: 0,
  messageRate: rate,
  byteRate: rate,
  sizes: distribution,
  gaps: distribution,
}

/** Statistics of a capture without records. */
export const emptyStatistics: StatisticsReport = {
  statistics: 'statistics',
  from: 0,
  to: 0,
  first: 0,
  newest: 0,
  in: direction,
  out: direction,
  undirected: { messages: 0, bytes: 0 },
  events: 0,
  chart: { from: 0, width: 1_024, count: 0, inMessages: [], inBytes: [], outMessages: [], outBytes: [] },
  peers: { rows: [], total: 0, leftOut: { peers: 0, messages: 0, bytes: 0 } },
}
