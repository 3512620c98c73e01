import { bytesPerDumpLine, hexDumpLine, type HexDumpLine } from '../../shared/payload/hex-dump'

/** Bytes on one line of a dump: the usual 16, or half of them where there is little room. */
export type LineWidth = 8 | 16

/** How many lines `length` bytes take. */
export function dumpLineCount(length: number, width: LineWidth): number {
  return Math.ceil(length / width)
}

function halves(line: HexDumpLine): HexDumpLine[] {
  const half = bytesPerDumpLine / 2
  const first = { offset: line.offset, hex: line.hex.slice(0, half), text: line.text.slice(0, half) }
  if (line.hex.length <= half) return [first]
  return [first, { offset: line.offset + half, hex: line.hex.slice(half), text: line.text.slice(half) }]
}

/** All lines of `bytes`, whose first byte is at `offset`. */
export function dumpLines(bytes: Uint8Array, offset: number, width: LineWidth): HexDumpLine[] {
  const count = dumpLineCount(bytes.length, 16)
  const whole = Array.from({ length: count }, (_, line) => hexDumpLine(bytes, line, offset))
  return width === bytesPerDumpLine ? whole : whole.flatMap(halves)
}
