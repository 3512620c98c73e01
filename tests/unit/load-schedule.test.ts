import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AwaitedReplies } from '../../src/main/engine/load/awaited-replies'
import { LoadSchedule } from '../../src/main/engine/load/load-schedule'

describe('the schedule of a load', () => {
  it('makes the rate grow with the clients, and keeps it from then on', () => {
    const schedule = new LoadSchedule(1_000, 2_000)
    expect(schedule.dueBy(0)).toBe(0)
    expect(schedule.dueBy(1_000)).toBe(250)
    expect(schedule.dueBy(2_000)).toBe(1_000)
    expect(schedule.dueBy(3_000)).toBe(2_000)
    expect(new LoadSchedule(10, 0).dueBy(1_000)).toBe(10)
  })

  it('says when each message is due as it counts them', () => {
    const rate = fc.double({ min: 0.1, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(
        rate,
        fc.integer({ min: 0, max: 60_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        (wanted, ramp, n) => {
          const schedule = new LoadSchedule(wanted, ramp)
          const time = schedule.timeOf(n)
          expect(Math.abs(schedule.dueBy(time) - n)).toBeLessThanOrEqual(1)
          expect(schedule.timeOf(n + 1)).toBeGreaterThan(time)
        },
      ),
    )
  })
})

describe('messages that wait for replies', () => {
  it('takes them in order; over a stream a late reply is not taken for the next one', () => {
    const stream = new AwaitedReplies(true)
    stream.add(1, 10)
    stream.add(2, 20)
    expect(stream.expire(10)).toBe(1)
    expect([stream.size, stream.inTime]).toEqual([2, 1])
    expect([stream.take(), stream.take(), stream.take()]).toEqual([null, 2, null])
  })

  it('gives up what a datagram was lost for', () => {
    const datagrams = new AwaitedReplies(false)
    datagrams.add(1, 10)
    datagrams.add(2, 20)
    expect(datagrams.expire(15)).toBe(1)
    expect(datagrams.take()).toBe(2)
    expect(datagrams.drop()).toBe(0)
  })

  it('counts right over many', () => {
    const stream = new AwaitedReplies(true)
    for (let n = 0; n < 5_000; n++) stream.add(n, n + 1)
    for (let n = 0; n < 3_000; n++) expect(stream.take()).toBe(n)
    expect(stream.expire(4_000)).toBe(1_000)
    expect([stream.size, stream.inTime, stream.drop(), stream.size]).toEqual([2_000, 1_000, 1_000, 0])
  })
})
