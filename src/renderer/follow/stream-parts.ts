import { hexPair } from '../../shared/payload/hex-digits'
import type { ByteRange } from '../log/find-bytes'
import type { StreamBytes } from './stream-bytes'
import { streamGlyphAt, type GlyphStyle } from './stream-glyphs'
import type { RowLayout, StreamRow } from './stream-rows'

/** A piece of a row: `text` stands for bytes `from` … `to - 1` of the stream; for none where it fills a gap. */
export interface RowPart {
  readonly text: string
  readonly style: GlyphStyle
  readonly from: number
  readonly to: number
}

/** Neighbouring parts that look the same. */
export interface RowSpan {
  readonly text: string
  readonly style: GlyphStyle
  readonly hit: 'none' | 'hit' | 'current'
  readonly selected: boolean
}

/** What is marked in a stream; ranges in order. */
export interface StreamMarks {
  readonly hits: readonly ByteRange[]
  readonly current: readonly ByteRange[]
  readonly selection: ByteRange | null
}

/** The parts of a row in the order in which they stand on screen. */
export function rowParts(bytes: StreamBytes, row: StreamRow, layout: RowLayout): RowPart[] {
  const data = bytes.data.subarray(row.start - bytes.from, row.end - bytes.from)
  return layout.mode === 'hex' ? hexParts(data, row, layout.hexBytes) : textParts(data, row, layout)
}

function textParts(data: Uint8Array, row: StreamRow, layout: RowLayout): RowPart[] {
  const parts: RowPart[] = []
  for (let at = 0; at < data.length;) {
    const { text, style, length } = streamGlyphAt(data, at, row.offset, layout)
    parts.push({ text, style, from: row.start + at, to: row.start + at + length })
    at += length
  }
  return parts
}

/** Bytes stand in the column of their place in the direction, as in a dump of it. */
function hexParts(data: Uint8Array, row: StreamRow, size: number): RowPart[] {
  const lead = row.offset % size
  const gap = (text: string): RowPart => ({ text, style: 'plain', from: row.start, to: row.start })
  const hex = Array.from(data, (byte, at): RowPart => {
    const half = lead + at === size / 2 - 1 ? ' ' : ''
    const text = `${hexPair(byte).toLowerCase()} ${half}`
    return { text, style: 'plain', from: row.start + at, to: row.start + at + 1 }
  })
  const text = Array.from(data, (byte, at): RowPart => {
    const shown = byte >= 0x20 && byte < 0x7f
    return {
      text: shown ? String.fromCharCode(byte) : '·',
      style: shown ? 'plain' : 'escape',
      from: row.start + at,
      to: row.start + at + 1,
    }
  })
  const before = 3 * lead + (lead >= size / 2 ? 1 : 0)
  const width = before + hex.reduce((sum, part) => sum + part.text.length, 0)
  const between = 3 * size + 1 - width + 1 + lead
  return [...(before > 0 ? [gap(' '.repeat(before))] : []), ...hex, gap(' '.repeat(between)), ...text]
}

/** Joins parts that look the same with `marks` set. */
export function rowSpans(parts: readonly RowPart[], marks: StreamMarks): RowSpan[] {
  const spans: { text: string; style: GlyphStyle; hit: RowSpan['hit']; selected: boolean }[] = []
  for (const part of parts) {
    const { style } = part
    const hit = touches(marks.current, part) ? 'current' : touches(marks.hits, part) ? 'hit' : 'none'
    const selected = marks.selection !== null && overlaps(marks.selection, part)
    const last = spans.at(-1)
    if (last?.style === style && last.hit === hit && last.selected === selected) last.text += part.text
    else spans.push({ text: part.text, style, hit, selected })
  }
  return spans
}

function overlaps(range: ByteRange, { from, to }: RowPart): boolean {
  return from < range.to && to > range.from
}

function touches(ranges: readonly ByteRange[], part: RowPart): boolean {
  return ranges.some((range) => overlaps(range, part))
}

/** The part that stands at `place` of a row's text; the last one beyond its end. Null in an empty row. */
export function partAt(parts: readonly RowPart[], place: number): RowPart | null {
  let end = 0
  for (const part of parts) {
    end += part.text.length
    if (place < end) return part
  }
  return parts.at(-1) ?? null
}
