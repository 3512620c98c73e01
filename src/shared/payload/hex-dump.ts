import { hexPair } from './hex-digits'

export const bytesPerDumpLine = 16

/** One line of a hex dump: `hex` and `text` have one entry per byte. */
export interface HexDumpLine {
  /** Position of the first byte. */
  readonly offset: number
  /** Upper-case pairs of digits. */
  readonly hex: readonly string[]
  /** Printable ASCII as it is, `.` for any other byte. */
  readonly text: readonly string[]
}

/** How many lines a dump of `length` bytes has. */
export function hexDumpLineCount(length: number): number {
  return Math.ceil(length / bytesPerDumpLine)
}

/** Line `line` (from 0) of the dump of `bytes`, whose first byte is at `offset`. Empty beyond the end. */
export function hexDumpLine(bytes: Uint8Array, line: number, offset = 0): HexDumpLine {
  const from = line * bytesPerDumpLine
  const part = Array.from(bytes.subarray(from, from + bytesPerDumpLine))
  return {
    offset: offset + from,
    hex: part.map(hexPair),
    text: part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')),
  }
}

/** All lines of the dump of `bytes`, whose first byte is at `offset`. */
export function hexDump(bytes: Uint8Array, offset = 0): HexDumpLine[] {
  return Array.from({ length: hexDumpLineCount(bytes.length) }, (_, line) => hexDumpLine(bytes, line, offset))
}

/** `00000010  48 65 …  He…`, the form that `hexdump -C` made common; the offset has at least eight digits. */
export function hexDumpText(line: HexDumpLine): string {
  const half = (from: number) =>
    line.hex
      .slice(from, from + bytesPerDumpLine / 2)
      .join(' ')
      .padEnd(23)
  const offset = line.offset.toString(16).toUpperCase().padStart(8, '0')
  return `${offset}  ${half(0)}  ${half(bytesPerDumpLine / 2)}  ${line.text.join('')}`
}
