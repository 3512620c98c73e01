import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { StreamIndex } from '../../src/main/engine/follow/stream-index'
import { followDirections, type FollowDirection } from '../../src/shared/contract/engine/follow-calls'

interface Message {
  readonly record: number
  readonly direction: 'in' | 'out'
  readonly bytes: number
}

const messages = fc
  .array(
    fc.record({
      gap: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 5_000 })),
      direction: fc.constantFrom<'in' | 'out'>('in', 'out'),
      bytes: fc.integer({ min: 0, max: 40 }),
    }),
    { maxLength: 300 },
  )
  .map((steps) => {
    let record = 0
    return steps.map(({ gap, direction, bytes }): Message => {
      record += gap
      return { record, direction, bytes }
    })
  })

function indexOf(list: readonly Message[], limit?: number): StreamIndex {
  const index = new StreamIndex(limit)
  for (const { record, direction, bytes } of list) index.add(record, direction, bytes)
  return index
}

function bytesBefore(list: readonly Message[], record: number, direction: FollowDirection): number {
  return list
    .filter((one) => one.record < record && (direction === 'both' || one.direction === direction))
    .reduce((sum, { bytes }) => sum + bytes, 0)
}

describe('the index of a stream', () => {
  it('tells for any byte the records in which it must be, however few blocks it may hold', () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 4, max: 40 }), (list, limit) => {
        const index = indexOf(list, limit)
        expect(index.count).toBeLessThanOrEqual(limit)
        for (const direction of followDirections) {
          for (const { record, bytes, direction: own } of list) {
            if (bytes === 0 || (direction !== 'both' && direction !== own)) continue
            const at = bytesBefore(list, record, direction)
            for (const position of [at, at + bytes - 1]) {
              const block = index.blockAt(position, direction)
              expect(index.first(block)).toBeLessThanOrEqual(record)
              expect(index.last(block)).toBeGreaterThanOrEqual(record)
              expect(index.before(block, direction)).toBe(bytesBefore(list, index.first(block), direction))
            }
          }
          expect(index.blockAt(index.bytes(direction), direction)).toBe(index.count)
        }
      }),
    )
  })

  it('finds the block of a record, or the next one that has bytes', () => {
    fc.assert(
      fc.property(messages, fc.integer({ min: 0, max: 20_000 }), (list, record) => {
        const index = indexOf(list, 8)
        const next = list.find((one) => one.record >= record && one.bytes > 0)
        const block = index.blockOfRecord(record)
        if (!next) expect(block).toBe(index.count)
        else {
          expect(index.first(block)).toBeLessThanOrEqual(next.record)
          expect(index.last(block)).toBeGreaterThanOrEqual(next.record)
        }
      }),
    )
  })

  it('keeps its blocks short for a peer that speaks seldom among many', () => {
    const index = new StreamIndex(1_000)
    for (let record = 1; record <= 10_000_000; record += 2_500) index.add(record, 'in', 10)
    expect(index.count).toBeLessThanOrEqual(1_000)
    for (let block = 0; block < index.count; block += 1) {
      expect(index.last(block) - index.first(block)).toBeLessThan((4 * 10_000_000) / 1_000)
    }
  })
})
