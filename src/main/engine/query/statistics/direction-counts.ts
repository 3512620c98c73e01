import type { DirectionStatistics, RateFigures } from '../../../../shared/contract/engine/statistics-calls'
import { LogHistogram } from './log-histogram'
import { SecondRate } from './second-rate'
import type { DirectionBuckets, TimeBuckets } from './time-buckets'

/** All that is counted of one direction, beside its time buckets. Messages come in order and are taken back in order. */
export class DirectionCounts {
  private messages = 0
  private bytes = 0
  private readonly sizes = new LogHistogram()
  private readonly gaps = new LogHistogram()
  private readonly rate = new SecondRate()
  /** Of the message counted last, µs. */
  private lastTime = -1
  /** Of the message taken back last. */
  private lastTakenBack = -1

  /** `slot` is -1 where the message lies before all buckets; it is to be taken back then. */
  count(buckets: DirectionBuckets, slot: number, time: number, length: number): void {
    const gap = this.lastTime < 0 ? -1 : time - this.lastTime
    this.lastTime = time
    this.messages += 1
    this.bytes += length
    this.sizes.add(length, 1)
    this.rate.count(time, length)
    if (gap >= 0) this.gaps.add(gap, 1)
    if (slot >= 0) this.countInBucket(buckets, slot, length, gap)
  }

  private countInBucket(buckets: DirectionBuckets, slot: number, length: number, gap: number): void {
    const { rate } = this
    buckets.messages[slot]! += 1
    buckets.bytes[slot]! += length
    if (rate.messages > buckets.messagesPeak[slot]!) buckets.messagesPeak[slot] = rate.messages
    if (rate.bytes > buckets.bytesPeak[slot]!) buckets.bytesPeak[slot] = rate.bytes
    if (length < buckets.sizeLeast[slot]!) buckets.sizeLeast[slot] = length
    if (length > buckets.sizeMost[slot]!) buckets.sizeMost[slot] = length
    if (gap < 0) return
    if (gap < buckets.gapLeast[slot]!) buckets.gapLeast[slot] = gap
    if (gap > buckets.gapMost[slot]!) buckets.gapMost[slot] = gap
  }

  /** Takes a message back that is no longer in the range; its bucket has been dropped. */
  takeBack(time: number, length: number): void {
    this.messages -= 1
    this.bytes -= length
    this.sizes.add(length, -1)
    if (this.lastTakenBack >= 0) this.gaps.add(time - this.lastTakenBack, -1)
    this.lastTakenBack = time
  }

  /** `seconds` is how long the range is; `now` (µs) asks for the current rate. */
  statistics(
    buckets: TimeBuckets,
    direction: DirectionBuckets,
    seconds: number,
    now: number | null,
  ): DirectionStatistics {
    const { messages, bytes } = this
    const over = (field: keyof DirectionBuckets) => buckets.over(direction, field)
    const current = now === null ? null : this.rate.before(now)
    const rate = (count: number, peak: number, recent: number | undefined): RateFigures => {
      const mean = count / seconds
      return { current: recent ?? null, mean, peak: Math.max(mean, peak) }
    }
    return {
      messages,
      bytes,
      messageRate: rate(messages, over('messagesPeak'), current?.messages),
      byteRate: rate(bytes, over('bytesPeak'), current?.bytes),
      sizes: this.sizes.distribution(over('sizeLeast'), over('sizeMost')),
      gaps: this.gaps.distribution(over('gapLeast'), over('gapMost')),
    }
  }
}
