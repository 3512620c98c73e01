import { hexPair } from './hex-digits'

export const bytesPerDumpLine = 16
/** Where the text begins in a line of a dump as text. */
const hexDumpTextColumn = 60

/** One line of a hex dump: `hex` and `text` have one entry per byte. */
export interface HexDumpLine {
  /** Position of the first byte. */
  readonly offset: number
  /** Upper-case pairs of digits. */
  readonly hex: readonly string[]
  /** Printable ASCII as it is, `.` for any other byte. */
  readonly text: readonly string[]
}

/** Printable ASCII as it is, `.` for any other byte. */
function characterOf(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'
}

/** How many lines a dump of `length` bytes has. */
function hexDumpLineCount(length: number): number {
  return Math.ceil(length / bytesPerDumpLine)
}

/** Line `line` (from 0) of the dump of `bytes`, whose first byte is at `offset`. Empty beyond the end. */
export function hexDumpLine(bytes: Uint8Array, line: number, offset = 0): HexDumpLine {
  const from = line * bytesPerDumpLine
  const part = Array.from(bytes.subarray(from, from + bytesPerDumpLine))
  return {
    offset: offset + from,
    hex: part.map(hexPair),
    text: part.map(characterOf),
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

const pairs = Array.from({ length: 256 }, (_, byte) => hexPair(byte))
const characters = Array.from({ length: 256 }, (_, byte) => characterOf(byte))

/** {@link hexDumpText} of all lines of the dump of `bytes`, some ten times as fast. */
export function hexDumpOf(bytes: Uint8Array): string {
  let dump = ''
  for (let from = 0; from < bytes.length; from += bytesPerDumpLine) {
    const to = Math.min(bytes.length, from + bytesPerDumpLine)
    let line = `${from.toString(16).toUpperCase().padStart(8, '0')} `
    let text = ''
    for (let at = from; at < to; at += 1) {
      line += at - from === bytesPerDumpLine / 2 ? '  ' : ' '
      line += pairs[bytes[at]!]!
      text += characters[bytes[at]!]!
    }
    dump += `${from === 0 ? '' : '\n'}${line.padEnd(hexDumpTextColumn)}${text}`
  }
  return dump
}
