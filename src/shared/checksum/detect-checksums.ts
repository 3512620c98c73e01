import { bytesToHex } from '../payload/hex-digits'
import type { Checksum } from './checksum'
import { checksums } from './checksums'

/** What selected bytes of a record turned out to be: a checksum of the bytes `from` (included) to `to` (excluded). */
export interface DetectedChecksum {
  readonly checksum: Checksum
  readonly order: 'be' | 'le'
  readonly as: 'binary' | 'hex' | 'HEX'
  readonly from: number
  readonly to: number
}

/** So many bytes at the beginning may be left out: addresses and marks in front of what is summed. */
const mostSkipped = 8
/** So many bytes between what is summed and the checksum may be left out: a `*`, a line ending. */
const mostGap = 2
/** Longer records take too long in a window (two seconds for a MiB); the bytes in front of the selection count. */
export const longestDetection = 65_536
/** Short checksums match by chance; no more answers than a person can judge. */
const mostAnswers = 12

/** A way in which the selected bytes may be written, as the value they then have. */
interface Writing {
  readonly order: 'be' | 'le'
  readonly as: DetectedChecksum['as']
  readonly value: Uint8Array
}

function digitsAs(text: string): 'hex' | 'HEX' | null {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(text)) return null
  return text === text.toUpperCase() ? 'HEX' : text === text.toLowerCase() ? 'hex' : null
}

function writingsOf(selected: Uint8Array): Writing[] {
  const text = Array.from(selected, (byte) => String.fromCharCode(byte)).join('')
  const as = digitsAs(text)
  const values: Omit<Writing, 'order'>[] = [{ as: 'binary', value: selected }]
  if (as !== null) {
    const pairs = text.match(/../g) ?? []
    values.push({ as, value: Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)) })
  }
  return values.flatMap(({ as, value }) => {
    const big: Writing = { as, order: 'be', value }
    return value.length === 1 ? [big] : [big, { as, order: 'le', value: value.toReversed() }]
  })
}

/**
 * Which checksums the bytes `from` to `to` (excluded) of `record` are: of everything before them, with up to eight bytes
 * at the beginning or two at the end left out; in either order of bytes; binary or as hex digits. The likeliest first:
 * long checksums, and those of the whole. Takes at most 27 passes over the bytes for each checksum of fitting size, and
 * answers nothing where more than {@link longestDetection} bytes stand before the selection.
 */
export function detectChecksums(record: Uint8Array, from: number, to: number): DetectedChecksum[] {
  if (from <= 0 || to <= from || to > record.length || from > longestDetection) return []
  const writings = writingsOf(record.subarray(from, to))
  const found: (DetectedChecksum & { readonly cost: number })[] = []
  for (const checksum of checksums) {
    const fitting = writings.filter(({ value }) => value.length === checksum.size)
    if (fitting.length === 0) continue
    for (const range of rangesBefore(from)) {
      const run = checksum.start()
      run.add(record.subarray(range.from, range.to))
      const value = bytesToHex(run.value(), '')
      const match = fitting.find((writing) => bytesToHex(writing.value, '') === value)
      if (match) found.push({ checksum, order: match.order, as: match.as, ...range })
    }
  }
  return found
    .sort((a, b) => b.checksum.size - a.checksum.size || a.cost - b.cost)
    .slice(0, mostAnswers)
    .map(({ checksum, order, as, from, to }) => ({ checksum, order, as, from, to }))
}

/** Ranges that end before the selection; `cost` is how much of it they leave out. An empty range is no range. */
function rangesBefore(end: number): { from: number; to: number; cost: number }[] {
  const ranges = []
  for (let gap = 0; gap <= mostGap; gap++) {
    for (let skipped = 0; skipped <= mostSkipped; skipped++) {
      const to = end - gap
      if (to > skipped) ranges.push({ from: skipped, to, cost: skipped + gap * 2 })
    }
  }
  return ranges
}
