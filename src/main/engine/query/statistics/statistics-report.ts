import type { RateBuckets, StatisticsReport } from '../../../../shared/contract/engine/statistics-calls'
import type { PeerCount } from './peer-counts'
import type { RangeScan } from './range-scan'

/** µs. */
const second = 1_000_000

/** What stands beside the counts in a report. Times in µs since the epoch. */
export interface ReportSurroundings {
  /** Of the first and the newest record of the capture; 0 where there is none. */
  readonly first: number
  readonly newest: number
  /** Where the capture is being recorded. */
  readonly now: number | null
  readonly rows: readonly PeerCount[]
  addressOf(peer: number): string
}

/** The counts of a range in the words of the contract. */
export function statisticsReport(
  scan: RangeScan,
  around: ReportSurroundings,
): Omit<StatisticsReport, 'statistics'> {
  const { counts, range } = scan
  const { buckets, peers } = counts
  const bounds = scan.bounds
  const isAll = range.is === 'all'
  const from = isAll ? around.first : bounds.from
  const to = isAll ? (around.now ?? around.newest) : bounds.to
  if (isAll && from > 0) buckets.slotFor(to)
  // Time in which nothing can have been recorded has no part in the mean; a capture of milliseconds has none at all.
  const recorded = Math.min(to, around.now ?? around.newest) - Math.max(from, around.first)
  const seconds = Math.max(recorded / second, isAll ? 1 : 0.001)
  return {
    from,
    to,
    first: around.first,
    newest: around.newest,
    in: counts.in.statistics(buckets, buckets.in, seconds, around.now),
    out: counts.out.statistics(buckets, buckets.out, seconds, around.now),
    undirected: { messages: counts.undirectedMessages, bytes: counts.undirectedBytes },
    events: counts.events,
    chart: chartOf(scan, from, to),
    peers: {
      rows: around.rows.map((row) => ({
        peer: row.peer,
        address: around.addressOf(row.peer),
        inMessages: row.inMessages,
        inBytes: row.inBytes,
        outMessages: row.outMessages,
        outBytes: row.outBytes,
        events: row.events,
        partial: row.partial,
      })),
      total: peers.total,
      leftOut: peers.leftOut(),
    },
  }
}

function chartOf({ counts, range }: RangeScan, from: number, to: number): RateBuckets {
  const { buckets } = counts
  const { width } = buckets
  const first = range.is === 'all' ? buckets.first : Math.floor(from / width)
  const end = range.is === 'all' ? buckets.end : Math.ceil(to / width)
  const count = end - first
  return {
    from: first * width,
    width,
    count,
    inMessages: buckets.list(buckets.in, 'messages', first, count),
    inBytes: buckets.list(buckets.in, 'bytes', first, count),
    outMessages: buckets.list(buckets.out, 'messages', first, count),
    outBytes: buckets.list(buckets.out, 'bytes', first, count),
  }
}
