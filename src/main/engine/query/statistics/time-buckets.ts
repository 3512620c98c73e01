/** How many buckets there are at most. A power of two. */
export const bucketRoom = 1_024

function column(start: number): Float64Array {
  return new Float64Array(bucketRoom).fill(start)
}

/** What is kept of one direction: a list for each field, with one number a bucket. */
export class DirectionBuckets {
  readonly messages = column(0)
  readonly bytes = column(0)
  /** The most in one second of the clock, as far as it lies in the bucket. */
  readonly messagesPeak = column(0)
  readonly bytesPeak = column(0)
  readonly sizeLeast = column(Infinity)
  readonly sizeMost = column(0)
  readonly gapLeast = column(Infinity)
  readonly gapMost = column(0)
}
export type BucketField = keyof DirectionBuckets

const sum = (one: number, other: number) => one + other
/** How two buckets become one, and what an empty one holds. */
const folds: Readonly<Record<BucketField, { fold(one: number, other: number): number; empty: number }>> = {
  messages: { fold: sum, empty: 0 },
  bytes: { fold: sum, empty: 0 },
  messagesPeak: { fold: Math.max, empty: 0 },
  bytesPeak: { fold: Math.max, empty: 0 },
  sizeLeast: { fold: Math.min, empty: Infinity },
  sizeMost: { fold: Math.max, empty: 0 },
  gapLeast: { fold: Math.min, empty: Infinity },
  gapMost: { fold: Math.max, empty: 0 },
}
const fields = Object.keys(folds) as BucketField[]

/** What happens when a time comes that is beyond the last bucket. */
export type BucketGrowth =
  /** All buckets become twice as wide. */
  | 'widen'
  /** The first buckets are dropped. */
  | 'slide'

/**
 * At most {@link bucketRoom} time buckets of one width, a power of two in µs, each beginning at a multiple of it: so
 * buckets of any two widths nest, and widening joins whole pairs. Bucket `n` is the time from `n` × width on.
 */
export class TimeBuckets {
  in = new DirectionBuckets()
  out = new DirectionBuckets()
  #width: number
  #first: number
  #end: number

  /** The first bucket is the one around time `from` (µs). */
  constructor(
    width: number,
    from: number,
    private readonly growth: BucketGrowth,
  ) {
    this.#width = width
    this.#first = Math.floor(from / width)
    this.#end = this.#first
  }

  /** Of each bucket, µs. */
  get width(): number {
    return this.#width
  }

  /** Number of the first bucket. */
  get first(): number {
    return this.#first
  }

  /** Number after that of the last bucket. */
  get end(): number {
    return this.#end
  }

  /** Where the bucket of `time` (µs) lies in the lists, after room was made for it; -1 before the first bucket. */
  slotFor(time: number): number {
    let bucket = Math.floor(time / this.#width)
    // What comes first decides where everything begins.
    if (this.growth === 'widen' && this.#first === this.#end) this.#first = this.#end = bucket
    if (bucket < this.#first) return -1
    while (bucket >= this.#first + bucketRoom) {
      if (this.growth === 'slide') this.dropTo(bucket + 1 - bucketRoom)
      else this.widen()
      bucket = Math.floor(time / this.#width)
    }
    if (bucket >= this.#end) this.#end = bucket + 1
    return bucket & (bucketRoom - 1)
  }

  /** Drops the buckets before number `first`. */
  dropTo(first: number): void {
    const until = Math.min(first, this.#end)
    for (let bucket = Math.max(this.#first, until - bucketRoom); bucket < until; bucket += 1)
      this.clear(bucket)
    this.#first = Math.max(this.#first, first)
    this.#end = Math.max(this.#end, this.#first)
  }

  /** Numbers of one field, bucket by bucket; the `count` buckets from number `from` on. */
  list(direction: DirectionBuckets, field: BucketField, from: number, count: number): number[] {
    return Array.from({ length: count }, (_, index) => {
      const bucket = from + index
      const isHeld = bucket >= this.#first && bucket < this.#end
      return isHeld ? direction[field][bucket & (bucketRoom - 1)]! : 0
    })
  }

  /** All buckets of one field taken together; 0 where there is nothing. */
  over(direction: DirectionBuckets, field: BucketField): number {
    const { fold, empty } = folds[field]
    const folded = direction[field].reduce((one, other) => fold(one, other), empty)
    return Number.isFinite(folded) ? folded : 0
  }

  private clear(bucket: number): void {
    const slot = bucket & (bucketRoom - 1)
    for (const field of fields) {
      this.in[field][slot] = this.out[field][slot] = folds[field].empty
    }
  }

  private widen(): void {
    const first = Math.floor(this.#first / 2)
    this.in = this.widened(this.in)
    this.out = this.widened(this.out)
    this.#width *= 2
    this.#end = Math.floor((this.#end - 1) / 2) + 1
    this.#first = first
  }

  private widened(direction: DirectionBuckets): DirectionBuckets {
    const joined = new DirectionBuckets()
    for (const field of fields) {
      const { fold } = folds[field]
      for (let bucket = this.#first; bucket < this.#end; bucket += 1) {
        const to = Math.floor(bucket / 2) & (bucketRoom - 1)
        joined[field][to] = fold(joined[field][to]!, direction[field][bucket & (bucketRoom - 1)]!)
      }
    }
    return joined
  }
}
