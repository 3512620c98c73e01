import type { RateBuckets } from '../../shared/contract/engine/statistics-calls'

/** Buckets to draw: the last of `count` ends at `to` (µs), the others are `width` long; rates are per second. */
export interface DrawnBuckets {
  readonly count: number
  readonly width: number
  /** Where each bucket begins, and where the last one ends, µs. */
  readonly edges: readonly number[]
  readonly messages: { readonly in: readonly number[]; readonly out: readonly number[] }
  readonly bytes: { readonly in: readonly number[]; readonly out: readonly number[] }
}

/**
 * Joins neighbours until no more than `most` are left: what comes now and then would look like a comb. Joined buckets
 * begin at multiples of their width, so that they stay the same while the chart moves on.
 */
export function foldedChart(chart: RateBuckets, most: number): DrawnBuckets {
  let joined = 1
  while (chart.count / joined > most) joined *= 2
  const first = Math.round(chart.from / chart.width)
  const starts: number[] = []
  for (let index = 0; index < chart.count; index += joined - ((first + index) % joined)) starts.push(index)
  const lengths = starts.map((start, index) => (starts[index + 1] ?? chart.count) - start)
  const rates = (counts: readonly number[]) =>
    starts.map((start, index) => {
      let sum = 0
      for (let at = start; at < start + lengths[index]!; at += 1) sum += counts[at]!
      return (sum * 1_000_000) / (lengths[index]! * chart.width)
    })
  return {
    count: starts.length,
    width: joined * chart.width,
    edges: [...starts, chart.count].map((index) => chart.from + index * chart.width),
    messages: { in: rates(chart.inMessages), out: rates(chart.outMessages) },
    bytes: { in: rates(chart.inBytes), out: rates(chart.outBytes) },
  }
}
