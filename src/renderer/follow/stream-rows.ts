import { CharacterWalk } from '../../shared/encoding/character-walk'
import type { Characters } from '../../shared/encoding/characters'
import { streamGlyphAt } from './stream-glyphs'
import { turnsOf, type StreamBytes, type StreamTurn } from './stream-bytes'

export type FollowMode = 'text' | 'hex' | 'escapes'

/** How rows are made. */
export interface RowLayout {
  readonly mode: FollowMode
  readonly characters: Characters
  /** Columns of text in a row. */
  readonly columns: number
  /** Bytes in a row of hex. */
  readonly hexBytes: 8 | 16
}

/** One row: bytes `start` … `end - 1` of the stream, all of one direction. */
export interface StreamRow {
  readonly start: number
  readonly end: number
  readonly direction: 'in' | 'out'
  /** Where `start` stands in the bytes of its direction. */
  readonly offset: number
}

/** A line without a break is cut at multiples of this many bytes, so that rows can be laid out from anywhere. */
const longLine = 4_096
/** Bytes before a place that are enough to know which rows stand there. */
export const lookBehind = 2 * longLine
/** Bytes below this are part of no longer character in any encoding that keeps ASCII. */
const lowestTrail = 0x30
const lineFeed = 0x0a
/** A carriage return is shown by whether a line feed follows it. */
const carriageReturnAndLineFeed = 2

/**
 * The rows of a stretch. Which rows there are follows from the bytes alone, not from where the stretch begins: a row
 * begins where the direction changes, behind a line break, and where the one before is full. Rows of which the stretch
 * does not tell where they begin or end are left out.
 */
export function layOutRows(bytes: StreamBytes, layout: RowLayout, total: number): StreamRow[] {
  const rows = turnsOf(bytes).flatMap((turn) =>
    layout.mode === 'hex' ? hexRows(turn, layout.hexBytes) : textRows(bytes, turn, layout),
  )
  if (bytes.to === total) return rows
  const surelyEnded = rows.findLastIndex(({ end }) => end + decidingBytes(layout) <= bytes.to)
  return rows.slice(0, surelyEnded + 1)
}

/** A row ends where the next character has no room in it: so many bytes behind it tell which one that is. */
function decidingBytes({ mode, characters }: RowLayout): number {
  return mode === 'hex' ? 1 : Math.max(characters.longest, carriageReturnAndLineFeed * characters.step)
}

function hexRows(turn: StreamTurn, size: number): StreamRow[] {
  const rows: StreamRow[] = []
  const first = turn.whole ? 0 : (size - (turn.offset % size)) % size
  for (let start = turn.from + first; start < turn.to;) {
    const offset = turn.offset + start - turn.from
    const end = Math.min(turn.to, start + size - (offset % size))
    rows.push({ start, end, direction: turn.direction, offset })
    start = end
  }
  return rows
}

function textRows(bytes: StreamBytes, turn: StreamTurn, layout: RowLayout): StreamRow[] {
  const maker = new TextRows(bytes, turn, layout)
  const start = turn.whole ? maker.lineAt(0) : maker.firstSure()
  return start ? maker.rowsFrom(start) : []
}

/** Where a row begins, and where its line is cut if it goes on so long. */
interface LineStart {
  readonly at: number
  readonly cut: number
}

/** Lays out the rows of one turn; places count from the beginning of the turn in the stretch. */
class TextRows {
  private readonly data: Uint8Array

  constructor(
    bytes: StreamBytes,
    private readonly turn: StreamTurn,
    private readonly layout: RowLayout,
  ) {
    this.data = bytes.data.subarray(turn.from - bytes.from, turn.to - bytes.from)
  }

  /** A line that begins at `at` is cut at the first multiple with {@link longLine} bytes of it before. */
  lineAt(at: number): LineStart {
    const { offset } = this.turn
    return { at, cut: (Math.ceil((offset + at) / longLine) + 1) * longLine - offset }
  }

  /** The first place that surely begins a row; null where there is none. */
  firstSure(): LineStart | null {
    const { step } = this.layout.characters
    const first = (step - (this.turn.offset % step)) % step
    for (let at = first; at + step <= this.data.length; at += step) {
      if (at - first >= longLine && (this.turn.offset + at) % longLine === 0) {
        return { at: this.beginningAt(at), cut: at + longLine }
      }
      if (this.isBreak(at)) return this.lineAt(at + step)
    }
    return null
  }

  rowsFrom(start: LineStart): StreamRow[] {
    const rows: StreamRow[] = []
    const { columns } = this.layout
    let [rowStart, at, width] = [start.at, start.at, 0]
    let { cut } = start
    let cutPlace = this.beginningAt(cut)
    const endRow = () => {
      if (at > rowStart) rows.push(this.row(rowStart, at))
      rowStart = at
      width = 0
    }
    const cutAt = (next: number) => {
      cut = next
      cutPlace = this.beginningAt(next)
    }
    while (at < this.data.length) {
      if (at >= cutPlace) {
        endRow()
        cutAt(cut + longLine)
      }
      const glyph = streamGlyphAt(this.data, at, this.turn.offset, this.layout)
      if (width > 0 && width + glyph.columns > columns) endRow()
      width += glyph.columns
      at += glyph.length
      if (!glyph.breaksLine) continue
      endRow()
      cutAt(this.lineAt(at).cut)
    }
    endRow()
    return rows
  }

  private row(start: number, end: number): StreamRow {
    const { from, direction, offset } = this.turn
    return { start: from + start, end: from + end, direction, offset: offset + start }
  }

  private isBreak(at: number): boolean {
    const { characters } = this.layout
    if (characters.step === 1) return this.data[at] === lineFeed
    return characters.read(this.data, at) === lineFeed
  }

  /** The first character at or after `place`, which lies in a line that has begun at least {@link longLine} before. */
  private beginningAt(place: number): number {
    if (place >= this.data.length) return Infinity
    const { characters } = this.layout
    const earliest = Math.max(0, place - longLine)
    let from = place
    if (characters.step > 1) from = earliest
    else while (from > earliest && this.data[from - 1]! >= lowestTrail) from -= 1
    return new CharacterWalk(characters, this.data, from).beginningFrom(place)
  }
}
