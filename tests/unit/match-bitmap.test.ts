import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MatchBitmap, MatchBitmapWriter } from '../../src/main/engine/query/match-bitmap'

function bitmapOf(count: number, matches: (position: number) => boolean) {
  const reader = new MatchBitmap()
  let memory = 0
  const writer = new MatchBitmapWriter((segment) => {
    memory += segment.byteLength
    reader.addSegment(segment)
  })
  const bits = Uint8Array.from({ length: count }, (_, position) => (matches(position) ? 1 : 0))
  for (let from = 0; from < count; from += 1_000)
    writer.append(bits.subarray(from), Math.min(1_000, count - from))
  reader.advance(writer.length, writer.matches)
  return { reader, writer, memory }
}

describe('the bitmap of matches', () => {
  it('finds rows and records in any pattern', () => {
    const runs = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 700 })), { maxLength: 12 })
    fc.assert(
      fc.property(runs, fc.nat(), (pattern, seed) => {
        const bits = pattern.flatMap(([matches, length]) => Array.from({ length }, () => matches))
        const { reader } = bitmapOf(bits.length, (position) => bits[position]!)
        const expected = bits.flatMap((matches, position) => (matches ? [position] : []))
        expect(reader.matches).toBe(expected.length)
        expect(reader.select(0, bits.length)).toEqual(expected)
        const from = seed % (expected.length + 1)
        expect(reader.select(from, 5)).toEqual(expected.slice(from, from + 5))
        const position = seed % (bits.length + 1)
        expect(reader.rank(position)).toBe(expected.filter((match) => match < position).length)
      }),
    )
  })

  it('holds millions of positions in little more than a bit each', () => {
    const count = 3_300_000
    const { reader, memory } = bitmapOf(count, (position) => position % 7 === 3)
    expect((memory * 8) / (1 << 22)).toBeLessThan(1.1)
    expect(reader.matches).toBe(Math.floor((count - 4) / 7) + 1)
    for (const row of [0, 1, 149_796, 149_797, 299_593, 471_427]) {
      expect(reader.select(row, 1)).toEqual([row * 7 + 3])
      expect(reader.rank(row * 7 + 3)).toBe(row)
      expect(reader.rank(row * 7 + 4)).toBe(row + 1)
    }
    expect(reader.select(reader.matches, 3)).toEqual([])
    expect(reader.rank(count + 5)).toBe(reader.matches)
  })

  it('shows what it was told of, not what the writer went on to', () => {
    const reader = new MatchBitmap()
    const writer = new MatchBitmapWriter((segment) => reader.addSegment(segment))
    writer.append(new Uint8Array(40).fill(1), 40)
    reader.advance(10, 10)
    expect(reader.select(0, 100)).toHaveLength(10)
    expect(reader.rank(30)).toBe(10)
  })

  it('skips over many positions', () => {
    const reader = new MatchBitmap()
    const writer = new MatchBitmapWriter((segment) => reader.addSegment(segment))
    writer.append(Uint8Array.of(0, 1), 2)
    writer.skip(2_500_000)
    writer.append(Uint8Array.of(1), 1)
    reader.advance(writer.length, writer.matches)
    expect(reader.select(0, 5)).toEqual([1, 2_500_002])
    expect(reader.rank(2_000_000)).toBe(1)
  })
})
