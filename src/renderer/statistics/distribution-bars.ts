import type { DistributionBucket } from '../../shared/contract/engine/statistics-calls'

/** One bucket of two distributions. */
export interface DistributionBar {
  readonly from: number
  readonly to: number
  readonly in: number
  readonly out: number
}

/** Two distributions side by side, with the buckets between them that have no count. */
export function mergedBars(
  ins: readonly DistributionBucket[],
  outs: readonly DistributionBucket[],
): readonly DistributionBar[] {
  const bars = new Map<number, { from: number; to: number; in: number; out: number }>()
  const put = (direction: 'in' | 'out', buckets: readonly DistributionBucket[]) => {
    for (const { from, to, count } of buckets) {
      const bar = bars.get(from) ?? { from, to, in: 0, out: 0 }
      bar[direction] = count
      bars.set(from, bar)
    }
  }
  put('in', ins)
  put('out', outs)
  return withGaps([...bars.values()].sort((one, other) => one.from - other.from))
}

/** Buckets are twice as wide as those before; where one is missing, none counted. */
function withGaps(bars: readonly DistributionBar[]): readonly DistributionBar[] {
  const all: DistributionBar[] = []
  for (const bar of bars) {
    for (let from = all.at(-1)?.to ?? bar.from; from < bar.from; from = Math.max(1, from * 2)) {
      all.push({ from, to: Math.max(1, from * 2), in: 0, out: 0 })
    }
    all.push(bar)
  }
  return all
}
