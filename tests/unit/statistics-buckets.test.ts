import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogHistogram } from '../../src/main/engine/query/statistics/log-histogram'
import { PeerCounts } from '../../src/main/engine/query/statistics/peer-counts'
import { SecondRate } from '../../src/main/engine/query/statistics/second-rate'
import { bucketRoom, TimeBuckets } from '../../src/main/engine/query/statistics/time-buckets'

const start = 1_750_000_000_000_000

/** Times that never decrease, with steps from nothing to hours. */
const times = fc
  .array(fc.oneof(fc.nat(5), fc.nat(20_000), fc.nat(3_600_000_000)), { minLength: 1, maxLength: 300 })
  .map((steps) => {
    let time = start
    return steps.map((step) => (time += step))
  })

function put(buckets: TimeBuckets, time: number): void {
  const slot = buckets.slotFor(time)
  if (slot < 0) return
  buckets.in.messages[slot]! += 1
  buckets.in.sizeLeast[slot] = Math.min(buckets.in.sizeLeast[slot]!, time - start)
  buckets.in.sizeMost[slot] = Math.max(buckets.in.sizeMost[slot]!, time - start)
}

describe('time buckets', () => {
  it('hold every message in the bucket of its time, however often they were widened', () => {
    fc.assert(
      fc.property(times, (all) => {
        const buckets = new TimeBuckets(1_024, all[0]!, 'widen')
        for (const time of all) put(buckets, time)
        const { first, end, width } = buckets
        expect(end - first).toBeLessThanOrEqual(bucketRoom)
        const wanted = new Map<number, number>()
        for (const time of all) {
          const bucket = Math.floor(time / width)
          wanted.set(bucket, (wanted.get(bucket) ?? 0) + 1)
        }
        const found = buckets.list(buckets.in, 'messages', first, end - first)
        found.forEach((count, index) => expect(count).toBe(wanted.get(first + index) ?? 0))
        expect(buckets.over(buckets.in, 'messages')).toBe(all.length)
        expect(buckets.over(buckets.in, 'sizeLeast')).toBe(all[0]! - start)
        expect(buckets.over(buckets.in, 'sizeMost')).toBe(all.at(-1)! - start)
      }),
    )
  })

  it('that slide keep the last ones, and nothing of those that were dropped', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: bucketRoom }), (all, kept) => {
        const buckets = new TimeBuckets(4_096, all[0]!, 'slide')
        for (const time of all) {
          buckets.dropTo(Math.floor(time / 4_096) + 1 - kept)
          put(buckets, time)
        }
        const first = Math.max(Math.floor(all.at(-1)! / 4_096) + 1 - kept, Math.floor(all[0]! / 4_096))
        const left = all.filter((time) => time >= first * 4_096)
        expect(buckets.first).toBe(first)
        expect(buckets.over(buckets.in, 'messages')).toBe(left.length)
        expect(buckets.over(buckets.in, 'sizeLeast')).toBe(left[0]! - start)
      }),
    )
  })
})

describe('a distribution', () => {
  const values = fc.array(fc.oneof(fc.nat(200), fc.nat(70_000), fc.nat(2 ** 31 - 1), fc.maxSafeNat()), {
    minLength: 1,
    maxLength: 200,
  })

  it('tells percentiles within 1 %, exactly below 128, and every value in its octave', () => {
    fc.assert(
      fc.property(values, (all) => {
        const histogram = new LogHistogram()
        for (const value of all) histogram.add(value, 1)
        const sorted = [...all].sort((one, other) => one - other)
        const told = histogram.distribution(sorted[0]!, sorted.at(-1)!)
        expect(told.count).toBe(all.length)
        for (const [share, found] of [
          [0.5, told.median],
          [0.95, told.p95],
          [0.99, told.p99],
        ] as const) {
          const exact = sorted[Math.ceil(share * all.length) - 1]!
          if (exact < 128) expect(found).toBe(exact)
          else expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(0.01)
        }
        for (const { from, to, count } of told.buckets) {
          expect(count).toBe(all.filter((value) => value >= from && value < to).length)
        }
        expect(told.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(all.length)
      }),
    )
  })

  it('is as before when what was counted is taken back', () => {
    fc.assert(
      fc.property(values, values, (first, second) => {
        const once = new LogHistogram()
        const both = new LogHistogram()
        for (const value of second) once.add(value, 1)
        for (const value of [...first, ...second]) both.add(value, 1)
        for (const value of first) both.add(value, -1)
        expect(both.distribution(0, Infinity)).toEqual(once.distribution(0, Infinity))
      }),
    )
  })
})

describe('the rate of the last second', () => {
  it('is that of the last whole second of the clock', () => {
    const steps = fc.array(fc.oneof(fc.nat(200_000), fc.nat(3_000_000)), { minLength: 1, maxLength: 100 })
    fc.assert(
      fc.property(steps, fc.nat(2_500_000), (all, wait) => {
        const rate = new SecondRate()
        let time = start
        const counted = all.map((step) => (time += step))
        for (const at of counted) rate.count(at, 10)
        const second = Math.floor((time + wait) / 1_000_000) - 1
        const wanted = counted.filter((at) => Math.floor(at / 1_000_000) === second).length
        expect(rate.before(time + wait)).toEqual({ messages: wanted, bytes: wanted * 10 })
      }),
    )
  })
})

describe('counts of peers', () => {
  it('keep the heaviest of a million in bounded memory and say what is left out', () => {
    const counts = new PeerCounts()
    for (let peer = 1; peer <= 1_000_000; peer += 1) counts.message(peer, false, 1, 1)
    for (const peer of [7, 500_000, 999_999]) counts.message(peer, true, 5_000 + peer, 1)
    expect(counts.total).toBeLessThanOrEqual(16_384)
    expect(counts.sorted('bytes', 0, 3).map(({ peer }) => peer)).toEqual([999_999, 500_000, 7])
    const { peers, messages, bytes } = counts.leftOut()
    expect(peers).toBe(1_000_000 - counts.total)
    const listed = counts.sorted('peer', 0, Infinity)
    expect(messages + listed.reduce((sum, row) => sum + row.messages, 0)).toBe(1_000_003)
    const moved = 1_000_000 + 3 * 5_000 + 7 + 500_000 + 999_999
    expect(bytes + listed.reduce((sum, row) => sum + row.bytes, 0)).toBe(moved)
    // What it moved before it was left out is counted there.
    expect(counts.sorted('bytes', 1, 1)[0]).toMatchObject({ inMessages: 0, outMessages: 1, partial: true })
  })

  it('lose a peer when all of it was taken back', () => {
    const counts = new PeerCounts()
    counts.event(1, 1)
    counts.message(1, false, 10, 1)
    counts.message(2, true, 20, 1)
    counts.event(1, -1)
    counts.message(1, false, 10, -1)
    expect(counts.sorted('bytes', 0, 9)).toMatchObject([{ peer: 2, outBytes: 20, partial: false }])
    expect(counts.leftOut()).toEqual({ peers: 0, messages: 0, bytes: 0 })
  })
})
