/** How many buckets there are at most. A power of two. */
export const bucketRoom = 1_024

/** What is kept of one direction in each bucket. */
const directionFolds = {
  messages: 'sum',
  bytes: 'sum',
  /** The most in one second of the clock, as far as it lies in the bucket. */
  messagesPeak: 'max',
  bytesPeak: 'max',
  sizeLeast: 'min',
  sizeMost: 'max',
  gapLeast: 'min',
  gapMost: 'max',
} as const
type Fold = 'sum' | 'max' | 'min'
type DirectionField = keyof typeof directionFolds
const fields = Object.keys(directionFolds) as DirectionField[]

const folds: Readonly<Record<Fold, (one: number, other: number) => number>> = {
  sum: (one, other) => one + other,
  max: Math.max,
  min: Math.min,
}

function empty(fold: Fold): number {
  return fold === 'min' ? Infinity : 0
}

function emptyColumn(field: DirectionField): Float64Array {
  return new Float64Array(bucketRoom).fill(empty(directionFolds[field]))
}

/** One direction: a list of numbers for each field. */
export type DirectionBuckets = Record<DirectionField, Float64Array>

function emptyDirection(): DirectionBuckets {
  return Object.fromEntries(fields.map((field) => [field, emptyColumn(field)])) as DirectionBuckets
}

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
  in = emptyDirection()
  out = emptyDirection()
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
  list(direction: DirectionBuckets, field: DirectionField, from: number, count: number): number[] {
    return Array.from({ length: count }, (_, index) => {
      const bucket = from + index
      const isHeld = bucket >= this.#first && bucket < this.#end
      return isHeld ? direction[field][bucket & (bucketRoom - 1)]! : 0
    })
  }

  /** All buckets of one field taken together; 0 where there is nothing. */
  over(direction: DirectionBuckets, field: DirectionField): number {
    const fold = folds[directionFolds[field]]
    const folded = direction[field].reduce((one, other) => fold(one, other), empty(directionFolds[field]))
    return Number.isFinite(folded) ? folded : 0
  }

  private clear(bucket: number): void {
    const slot = bucket & (bucketRoom - 1)
    for (const field of fields) {
      this.in[field][slot] = this.out[field][slot] = empty(directionFolds[field])
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
    const joined = emptyDirection()
    for (const field of fields) {
      const fold = folds[directionFolds[field]]
      for (let bucket = this.#first; bucket < this.#end; bucket += 1) {
        const to = Math.floor(bucket / 2) & (bucketRoom - 1)
        joined[field][to] = fold(joined[field][to]!, direction[field][bucket & (bucketRoom - 1)]!)
      }
    }
    return joined
  }
}
