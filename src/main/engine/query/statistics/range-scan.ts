import type { StatisticsRange } from '../../../../shared/contract/engine/statistics-calls'
import type { SeriesReader } from '../../capture/series-reader'
import type { MatchedBlock, MatchingRecords } from './matching-records'
import { RangeCounts } from './range-counts'
import { firstRecordAt, timeOfRecord } from './record-times'
import { bucketRoom, TimeBuckets } from './time-buckets'

/** Buckets of a capture that has just begun, µs. */
const firstWidth = 1_024

/** The smallest width, a power of two, at which `span` µs fit wherever they begin. */
function widthFor(span: number): number {
  let width = 1
  while (span / width > bucketRoom - 2) width *= 2
  return width
}

/** Which records a scan may look at: those after `after`, up to `records`. */
export interface RecordSpan {
  readonly after: number
  readonly records: number
}

/**
 * Counts the records of one range of time, step by step. Where a range begins and ends in the index is found by bisection,
 * so that what lies outside is not read. A range that moves with the capture reads each record twice: when it comes in,
 * and when it leaves, to take back what was counted.
 */
export class RangeScan {
  readonly counts: RangeCounts
  /** Start of a range that moves or lies fast, µs; 0 for everything. */
  private start: number
  /** Where a fixed range ends, µs. */
  private readonly stop: number
  /** In buckets, of a range that moves; 0 for the others. */
  private readonly moving: number
  private readonly firstRecord: number
  /** The next record to count, and the next one to take back. */
  private next: number
  private nextBack: number
  private passedStop = false

  constructor(
    private readonly series: SeriesReader,
    private readonly matching: MatchingRecords,
    readonly range: StatisticsRange,
    { after, records }: RecordSpan,
    end: number,
  ) {
    const firstTime = timeOfRecord(series, after + 1) ?? 0
    switch (range.is) {
      case 'all':
        this.start = 0
        this.stop = Infinity
        this.moving = 0
        this.counts = new RangeCounts(new TimeBuckets(firstWidth, firstTime, 'widen'))
        break
      case 'last': {
        const width = widthFor(range.span)
        this.moving = Math.ceil(range.span / width)
        this.start = (Math.floor(end / width) + 1 - this.moving) * width
        this.stop = Infinity
        this.counts = new RangeCounts(new TimeBuckets(width, this.start, 'slide'))
        break
      }
      case 'between': {
        const width = widthFor(Math.max(1, range.to - range.from))
        this.start = Math.floor(range.from / width) * width
        this.stop = Math.max(this.start + width, Math.ceil(range.to / width) * width)
        this.moving = 0
        this.counts = new RangeCounts(new TimeBuckets(width, this.start, 'slide'))
        break
      }
    }
    this.firstRecord = firstRecordAt(series, this.start, after + 1, records)
    this.next = this.nextBack = this.firstRecord
  }

  /** The time that is counted, as far as the range itself says, µs. */
  get bounds(): { readonly from: number; readonly to: number } {
    const { width, end } = this.counts.buckets
    if (this.range.is === 'all') return { from: this.start, to: this.stop }
    if (this.range.is === 'between') return { from: this.start, to: this.stop }
    return { from: this.start, to: Math.max(end * width, this.start + this.moving * width) }
  }

  /** Moves a range that follows the capture so that it ends with the bucket of `time` (µs), never back. */
  moveTo(time: number): void {
    if (this.moving === 0) return
    const { buckets } = this.counts
    const first = Math.floor(time / buckets.width) + 1 - this.moving
    if (first <= buckets.first) return
    buckets.dropTo(first)
    this.start = first * buckets.width
  }

  hasWork(records: number): boolean {
    return (!this.passedStop && this.next <= records) || this.isBehind
  }

  /** How many records have been counted, of how many in the range. */
  progress(records: number): { readonly scanned: number; readonly records: number } {
    const scanned = this.next - this.firstRecord
    return { scanned, records: this.passedStop ? scanned : records + 1 - this.firstRecord }
  }

  /** Counts or takes back some more records, none beyond `records`. */
  step(records: number): void {
    if (this.isBehind) this.stepBack()
    else if (!this.passedStop) this.stepOn(records)
  }

  private get isBehind(): boolean {
    return this.moving > 0 && this.nextBack < this.next && this.backTime < this.start
  }

  /** Time of the record that is taken back next, kept until it is. */
  private get backTime(): number {
    this.backTimeKnown ??= timeOfRecord(this.series, this.nextBack) ?? Infinity
    return this.backTimeKnown
  }
  private backTimeKnown: number | null = null

  private stepOn(records: number): void {
    const block = this.matching.step(this.next, records)
    if (!block) {
      this.next = records + 1
      return
    }
    const { entries, count, matches, firstRecord } = block
    for (let index = 0; index < count; index += 1) {
      const time = entries.time(index)
      if (time >= this.stop) {
        this.passedStop = true
        this.next = firstRecord + index
        return
      }
      if (matches && matches[index] !== 1) continue
      if (this.moving > 0) this.moveTo(time)
      this.counts.count(entries, index, time)
    }
    this.next = firstRecord + count
  }

  private stepBack(): void {
    const block = this.matching.step(this.nextBack, this.next - 1)
    this.backTimeKnown = null
    if (!block) {
      this.nextBack = this.next
      return
    }
    this.nextBack = block.firstRecord + this.takeBack(block)
  }

  /** Returns how many records of the block lie before the range. */
  private takeBack({ entries, count, matches }: MatchedBlock): number {
    for (let index = 0; index < count; index += 1) {
      if (entries.time(index) >= this.start) return index
      if (!matches || matches[index] === 1) this.counts.takeBack(entries, index)
    }
    return count
  }
}
