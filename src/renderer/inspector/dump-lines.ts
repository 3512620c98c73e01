import { bytesPerDumpLine, hexDumpLine, type HexDumpLine } from '../../shared/payload/hex-dump'

/** Bytes on one line of a dump: the usual 16, or fewer where there is little room. */
export type LineWidth = 4 | 8 | 16

/** A line as it is shown: all of one dump are equally wide, but for the last. */
export interface DumpLine extends HexDumpLine {
  readonly width: LineWidth
}

/** What a line takes: characters for offset, hex and text, and px between them. */
const lineShape: Readonly<Record<LineWidth, { readonly characters: number; readonly gaps: number }>> = {
  16: { characters: 8 + 49 + 16, gaps: 28 },
  8: { characters: 8 + 24 + 8, gaps: 10 },
  4: { characters: 8 + 12 + 4, gaps: 10 },
}
/** px beside the lines: the left padding of the dump, and a scrollbar. */
const besideLines = 25

/** px that a line of `width` bytes takes, with characters of `character` px. */
export function lineRoom(width: LineWidth, character: number): number {
  const { characters, gaps } = lineShape[width]
  return Math.ceil(characters * character) + gaps
}

/** px that a dump takes with all that is beside its lines. */
export function dumpRoom(width: LineWidth, character: number): number {
  return lineRoom(width, character) + besideLines
}

/** The widest lines that show whole in `room` px. */
export function lineWidthFor(room: number, character: number): LineWidth {
  const fits = (width: LineWidth) => room >= lineRoom(width, character)
  return fits(16) ? 16 : fits(8) ? 8 : 4
}

/** How many lines `length` bytes take. */
export function dumpLineCount(length: number, width: LineWidth): number {
  return Math.ceil(length / width)
}

/** The parts of a whole line, as far as it has bytes. */
function partsOf(line: HexDumpLine, width: LineWidth): DumpLine[] {
  const parts = Array.from({ length: dumpLineCount(line.hex.length, width) }, (_, part) => part * width)
  return parts.map((from) => ({
    width,
    offset: line.offset + from,
    hex: line.hex.slice(from, from + width),
    text: line.text.slice(from, from + width),
  }))
}

/** All lines of `bytes`, whose first byte is at `offset`. */
export function dumpLines(bytes: Uint8Array, offset: number, width: LineWidth): DumpLine[] {
  const count = dumpLineCount(bytes.length, bytesPerDumpLine)
  const whole = Array.from({ length: count }, (_, line) => hexDumpLine(bytes, line, offset))
  return whole.flatMap((line) => partsOf(line, width))
}
