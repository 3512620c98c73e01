import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  movedRange,
  pannedRange,
  rangeAtEdge,
  zoomedRange,
  type ChartPlace,
} from '../../src/renderer/statistics/chart-range'
import { chartCsv, peersCsv } from '../../src/renderer/statistics/copied-statistics'
import { mergedBars } from '../../src/renderer/statistics/distribution-bars'
import { foldedChart } from '../../src/renderer/statistics/folded-chart'
import { emptyStatistics } from '../support/empty-statistics'

const second = 1_000_000
const start = 1_750_000_000 * second
const whole = { from: start, to: start + 100 * second }
const place = (from: number, to: number, live = false): ChartPlace => ({
  shown: { from: start + from * second, to: start + to * second },
  whole,
  live,
})
const between = (from: number, to: number) => ({
  is: 'between',
  from: start + from * second,
  to: start + to * second,
})

describe('the time of a chart', () => {
  it('stops at the ends of the capture', () => {
    expect(pannedRange(place(40, 60), -0.5)).toEqual(between(30, 50))
    expect(pannedRange(place(5, 25), -0.5)).toEqual(between(0, 20))
    expect(pannedRange(place(75, 95), 0.5)).toEqual(between(80, 100))
    expect(rangeAtEdge(place(40, 60), 'start')).toEqual(between(0, 20))
    expect(rangeAtEdge(place(40, 60), 'end')).toEqual(between(80, 100))
  })

  it('follows a capture that is recorded once it is at its end, and lets go when it is moved away', () => {
    expect(rangeAtEdge(place(40, 60, true), 'end')).toEqual({ is: 'last', span: 20 * second })
    expect(pannedRange(place(80, 100, true), -0.25)).toEqual(between(75, 95))
    expect(zoomedRange(place(80, 100, true), 0.5, null)).toEqual({ is: 'last', span: 10 * second })
    expect(movedRange(place(80, 100, true), start + 10 * second)).toEqual(between(10, 30))
  })

  it('zooms around a time, and out to everything', () => {
    expect(zoomedRange(place(40, 60), 0.5, start + 40 * second)).toEqual(between(40, 50))
    expect(zoomedRange(place(40, 60), 0.5, null)).toEqual(between(45, 55))
    expect(zoomedRange(place(40, 60), 8, null)).toEqual({ is: 'all' })
  })
})

describe('a drawn chart', () => {
  it('has the same sums at any width, in buckets that stay where they are while it moves on', () => {
    const counts = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 1_024 })
    fc.assert(
      fc.property(counts, fc.nat(5_000), fc.integer({ min: 2, max: 400 }), (inMessages, first, most) => {
        const chart = { ...emptyStatistics.chart, from: first * 1_024, count: inMessages.length, inMessages }
        const drawn = foldedChart(
          { ...chart, inBytes: inMessages, outBytes: inMessages, outMessages: inMessages },
          most,
        )
        expect(drawn.count).toBeLessThanOrEqual(most + 1)
        const sum = drawn.messages.in.reduce(
          (total, rate, index) => total + (rate * (drawn.edges[index + 1]! - drawn.edges[index]!)) / second,
          0,
        )
        expect(sum).toBeCloseTo(
          inMessages.reduce((total, one) => total + one, 0),
          3,
        )
        for (const edge of drawn.edges.slice(1, -1)) expect(edge % drawn.width).toBe(0)
      }),
    )
  })
})

it('bars of two distributions stand side by side, with those between that are empty', () => {
  const bars = mergedBars([{ from: 0, to: 1, count: 2 }], [{ from: 4, to: 8, count: 3 }])
  expect(bars).toEqual([
    { from: 0, to: 1, in: 2, out: 0 },
    { from: 1, to: 2, in: 0, out: 0 },
    { from: 2, to: 4, in: 0, out: 0 },
    { from: 4, to: 8, in: 0, out: 3 },
  ])
})

it('CSV has a row for each bucket and each peer', () => {
  const chart = {
    from: 1_024,
    width: 1_024,
    count: 1,
    inMessages: [1],
    inBytes: [2],
    outMessages: [3],
    outBytes: [4],
  }
  expect(
    chartCsv({ ...emptyStatistics, chart })
      .split('\r\n')
      .slice(1),
  ).toEqual(['1970-01-01T00:00:00.001024Z,0.001024,1,2,3,4', ''])
  const row = {
    peer: 7,
    address: '[::1]:80',
    inMessages: 1,
    inBytes: 2,
    outMessages: 3,
    outBytes: 4,
    events: 5,
    partial: false,
  }
  const peers = { ...emptyStatistics.peers, rows: [row] }
  expect(peersCsv({ ...emptyStatistics, peers }).split('\r\n')[1]).toBe('7,[::1]:80,1,2,3,4,5')
})
