import type { Distribution, DistributionBucket } from '../../../../shared/contract/engine/statistics-calls'

/** Values below this have a bucket each; every octave above has as many buckets, so that none is wider than 1/64. */
const fine = 64
const fineBits = 6

/** The bucket of a whole number from 0 up to 2^53. */
function bucketOf(value: number): number {
  if (value < fine) return value
  if (value < 0x8000_0000) {
    const shift = 31 - fineBits - Math.clz32(value)
    return shift * fine + (value >>> shift)
  }
  const step = stepAt(value)
  return step * fine + Math.floor(value / 2 ** step)
}

/** How many times 2 the buckets around `value` (from 64 up) are wide. */
function stepAt(value: number): number {
  const high = Math.floor(value / 0x1_0000_0000)
  const bits = high === 0 ? 32 - Math.clz32(value) : 64 - Math.clz32(high)
  return bits - 1 - fineBits
}

/** Where a bucket begins. */
function startOf(bucket: number): number {
  if (bucket < fine * 2) return bucket
  const step = Math.floor(bucket / fine) - 1
  return (bucket - step * fine) * 2 ** step
}

/** The octave of a value: 0 for 0, else 1 + ⌊log2⌋. */
function octaveOf(value: number): number {
  return value < fine ? 32 - Math.clz32(value) : stepAt(value) + fineBits + 1
}

function octaveStart(octave: number): number {
  return octave === 0 ? 0 : 2 ** (octave - 1)
}

/** Counts whole numbers (0 … 2^53) in buckets that grow with the number; up to 25 KB at any count. Counts can be taken back. */
export class LogHistogram {
  private counts = new Float64Array(fine)
  private total = 0

  /** Counts `value` once more, or with `times` -1 once less. */
  add(value: number, times: 1 | -1): void {
    const bucket = bucketOf(value)
    if (bucket >= this.counts.length) this.grow(bucket)
    this.counts[bucket]! += times
    this.total += times
  }

  /** `least` and `most` are what the caller knows to be the extremes; everything told lies between them. */
  distribution(least: number, most: number): Distribution {
    if (this.total <= 0) return { count: 0, least: 0, median: 0, p95: 0, p99: 0, most: 0, buckets: [] }
    const at = (share: number) => Math.min(most, Math.max(least, this.quantile(share)))
    const buckets = this.octaves()
    return { count: this.total, least, median: at(0.5), p95: at(0.95), p99: at(0.99), most, buckets }
  }

  /** The smallest number that `share` of all do not exceed (nearest rank), to the middle of its bucket. */
  private quantile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.total))
    let seen = 0
    for (let bucket = 0; bucket < this.counts.length; bucket += 1) {
      seen += this.counts[bucket]!
      if (seen >= rank) return Math.floor((startOf(bucket) + startOf(bucket + 1) - 1) / 2)
    }
    return 0
  }

  private octaves(): DistributionBucket[] {
    const counts: number[] = []
    for (let bucket = 0; bucket < this.counts.length; bucket += 1) {
      const count = this.counts[bucket]!
      if (count === 0) continue
      const octave = octaveOf(startOf(bucket))
      counts[octave] = (counts[octave] ?? 0) + count
    }
    const first = counts.findIndex((count) => count > 0)
    return Array.from({ length: counts.length - first }, (_, index) => ({
      from: octaveStart(first + index),
      to: octaveStart(first + index + 1),
      count: counts[first + index] ?? 0,
    }))
  }

  private grow(bucket: number): void {
    const larger = new Float64Array((Math.floor(bucket / fine) + 1) * fine)
    larger.set(this.counts)
    this.counts = larger
  }
}
