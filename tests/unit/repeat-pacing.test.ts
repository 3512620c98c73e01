import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RateMeter } from '../../src/main/engine/runs/rate-meter'
import { Schedule, mostLateMs } from '../../src/main/engine/runs/schedule'
import { DelayQueue } from '../../src/main/engine/timing/delay-queue'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** Runs a schedule on the fake clock for `ms`; returns when each sending was made. */
async function play(schedule: Schedule, ms: number): Promise<number[]> {
  const clock = new DelayQueue()
  const made: number[] = []
  const turn = () => {
    const due = schedule.due(performance.now())
    for (let sending = 0; sending < due; sending++) made.push(performance.now())
    schedule.done(due)
    if (!schedule.isOver) clock.add(Math.max(0, schedule.nextDue - performance.now()), schedule, turn)
  }
  clock.add(0, schedule, turn)
  await vi.advanceTimersByTimeAsync(ms)
  clock.clear()
  return made
}

describe('when sendings of a repeat are due', () => {
  it.each([0.01, 0.1, 0.37, 1, 7.3, 100])('keeps its rate at every %f ms', async (everyMs) => {
    const made = await play(new Schedule(performance.now(), everyMs), 10_000)
    expect(made.length / (10_000 / everyMs)).toBeGreaterThan(0.99)
    expect(made.length / (10_000 / everyMs)).toBeLessThan(1.02)
  })

  it('does not drift: each is due at its own time from the start', () => {
    const schedule = new Schedule(1_000, 10)
    for (let sending = 0; sending < 500; sending++) {
      expect(schedule.nextDue).toBe(1_000 + sending * 10)
      expect(schedule.due(schedule.nextDue + 4)).toBe(1)
      schedule.done(1)
    }
    expect(schedule.missed).toBe(0)
  })

  it('makes up for a short delay, and gives up what is far too late, but never the last', () => {
    const schedule = new Schedule(0, 10)
    expect(schedule.due(95)).toBe(10)
    schedule.done(10)
    expect(schedule.missed).toBe(0)
    const due = schedule.due(10_000)
    expect(due).toBeLessThanOrEqual(mostLateMs / 10 + 2)
    expect(schedule.missed + due).toBe(991)

    const seldom = new Schedule(0, 5_000)
    expect(seldom.due(900)).toBe(1)
    expect(seldom.missed).toBe(0)
  })

  it('is over at its end, and no sending is due then', () => {
    const schedule = new Schedule(0, 100, 1_000)
    for (let now = 0; !schedule.isOver; now += 100) schedule.done(schedule.due(now))
    expect(schedule.nextDue).toBe(1_000)
    expect(schedule.due(5_000)).toBe(0)
  })
})

describe('the rate that is achieved', () => {
  it('is that of the sendings, whatever the moment of asking', () => {
    const meter = new RateMeter(10)
    for (let count = 1; count <= 1_000; count++) meter.note(count, count * 10)
    expect(meter.lately(10_009)).toBeCloseTo(100)
    expect(meter.overall()).toBeCloseTo(100)
  })

  it('falls when sendings stay away', () => {
    const meter = new RateMeter(10)
    for (let count = 1; count <= 100; count++) meter.note(count, count * 10)
    expect(meter.lately(11_000)).toBeLessThan(15)
  })

  it('is told of a slow repeat with its second sending', () => {
    const meter = new RateMeter(10_000)
    meter.note(1, 0)
    expect(meter.lately(9_000)).toBeNull()
    meter.note(2, 10_000)
    expect(meter.lately(15_000)).toBeCloseTo(0.1)
  })
})
