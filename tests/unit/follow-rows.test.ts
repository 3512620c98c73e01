import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinWindows, type StreamBytes } from '../../src/renderer/follow/stream-bytes'
import { rowParts } from '../../src/renderer/follow/stream-parts'
import { layOutRows, lookBehind, type RowLayout } from '../../src/renderer/follow/stream-rows'
import type { FollowSegment } from '../../src/shared/contract/engine/follow-calls'
import { charactersOf } from '../../src/shared/encoding/characters-of'
import { textEncodingIds, type TextEncoding } from '../../src/shared/encoding/text-encoding'

interface Message {
  readonly direction: 'in' | 'out'
  readonly data: Uint8Array
}

/** The stretch `from` … `to - 1` of the stream that `messages` make. */
function stretch(messages: readonly Message[], from = 0, to = Infinity): StreamBytes {
  const offsets = { in: 0, out: 0 }
  let position = 0
  const parts: Uint8Array[] = []
  const segments: FollowSegment[] = []
  messages.forEach(({ direction, data }, index) => {
    const { length } = data
    const start = Math.max(0, from - position)
    const end = Math.min(length, to - position)
    if (length > 0 && start < end) {
      const offset = offsets[direction]
      segments.push({ record: index + 1, time: index, direction, position, offset, length })
      parts.push(data.subarray(start, end))
    }
    offsets[direction] += length
    position += length
  })
  return joinWindows(
    [{ total: position, from, data: Uint8Array.from(parts.flatMap((part) => [...part])), segments }],
    from,
  )
}

/** Where `ranges` do not follow each other from `from` to `to`. */
function gaps(ranges: readonly { readonly start: number; readonly end: number }[], from: number, to: number) {
  const ends = [from, ...ranges.map(({ end }) => end)]
  const starts = [...ranges.map(({ start }) => start), to]
  return starts.filter((start, index) => start !== ends[index])
}

const layout = (mode: RowLayout['mode'], encoding: TextEncoding = 'utf-8', columns = 40): RowLayout => ({
  mode,
  characters: charactersOf(encoding),
  columns,
  hexBytes: 16,
})
const bytes = (text: string) => new TextEncoder().encode(text)
const message = (direction: 'in' | 'out', text: string): Message => ({ direction, data: bytes(text) })

function shown(messages: readonly Message[], look: RowLayout): string[] {
  const whole = stretch(messages)
  return layOutRows(whole, look, whole.to).map(
    (row) =>
      `${row.direction} ${rowParts(whole, row, look)
        .map(({ text }) => text)
        .join('')}`,
  )
}

const talk = [
  message('in', 'GET / HTTP/1.1\r\nHo'),
  message('in', 'st: a\r\n\r\n'),
  message('out', 'H\u00e9\t\\\u0001'),
  { direction: 'out', data: Uint8Array.of(0xff, 0x4e, 0xe8) },
  message('in', '\u8bbe\u5907'),
] as const

describe('the rows of a stream', () => {
  it('are its lines as text, messages of one direction joined', () => {
    expect(shown(talk, layout('text'))).toEqual([
      'in GET / HTTP/1.1',
      'in Host: a',
      'in ',
      'out H\u00e9    \\\\x01\\xFFN\\xE8',
      'in \u8bbe\u5907',
    ])
  })

  it('show every byte as escapes', () => {
    expect(shown(talk, layout('escapes'))).toEqual([
      'in GET / HTTP/1.1\\r\\n',
      'in Host: a\\r\\n',
      'in \\r\\n',
      'out H\u00e9\\t\\\\\\x01\\xFFN\\xE8',
      'in \u8bbe\u5907',
    ])
  })

  it('are dumps of each direction in hex, in the column of their place', () => {
    const rows = shown(
      [message('in', '0123456789abcdefXY'), message('out', 'ok'), message('in', 'Z')],
      layout('hex'),
    )
    expect(rows).toEqual([
      'in 30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef',
      `in 58 59 ${' '.repeat(44)}XY`,
      `out 6f 6b ${' '.repeat(44)}ok`,
      `in       5a ${' '.repeat(43)}Z`,
    ])
  })

  it('wrap where they are full, two columns for a wide character', () => {
    expect(shown([message('in', '\u8bbe\u5907'.repeat(5))], layout('text', 'utf-8', 8))).toEqual([
      'in \u8bbe\u5907\u8bbe\u5907',
      'in \u8bbe\u5907\u8bbe\u5907',
      'in \u8bbe\u5907',
    ])
  })

  it('are left out where the stretch ends within the character that would tell where they end', () => {
    const messages = [message('in', '\u8bbe a'.repeat(3))]
    const look = layout('text', 'utf-8', 6)
    const all = layOutRows(stretch(messages), look, 15)
    const lengths = Array.from({ length: 15 }, (_, to) => layOutRows(stretch(messages, 0, to), look, 15))
    for (const part of lengths) expect(part).toEqual(all.slice(0, part.length))
    expect(lengths.at(-1)).toEqual(all.slice(0, -1))
  })

  const content = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ maxLength: 60, unit: 'grapheme' }).map(bytes),
    fc.integer({ min: 100, max: 6_000 }).map((count) => bytes('\u8bbe a'.repeat(count))),
    fc.integer({ min: 1, max: 5_000 }).map((count) => new Uint8Array(count).fill(0xc4)),
  )
  const conversation = fc.array(
    fc.record({ direction: fc.constantFrom<'in' | 'out'>('in', 'out'), data: content }),
    { maxLength: 12 },
  )

  it('are the same from wherever they are laid out, and leave out no byte', () => {
    fc.assert(
      fc.property(
        conversation,
        fc.constantFrom(...textEncodingIds),
        fc.constantFrom<RowLayout['mode']>('text', 'hex', 'escapes'),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (messages, encoding, mode, share) => {
          const look = layout(mode, encoding)
          const whole = stretch(messages)
          const total = whole.to
          const all = layOutRows(whole, look, total)
          const from = Math.floor(share * total)
          expect(gaps(all, 0, total)).toEqual([])
          const parts = all.flatMap((row) => rowParts(whole, row, look).filter(({ from, to }) => to > from))
          if (mode !== 'hex') {
            expect(
              gaps(
                parts.map(({ from, to }) => ({ start: from, end: to })),
                0,
                total,
              ),
            ).toEqual([])
          }
          const part = layOutRows(stretch(messages, from, Math.min(total, from + 20_000)), look, total)
          const same = all.filter(({ start }) => part[0] && start >= part[0].start).slice(0, part.length)
          expect(JSON.stringify(part)).toBe(JSON.stringify(same))
          const sure = all.find(({ start }) => start >= from + lookBehind)
          if (sure && sure.end < from + 20_000) expect(part[0]!.start).toBeLessThanOrEqual(sure.start)
        },
      ),
      { numRuns: 40 },
    )
  }, 30_000)
})
