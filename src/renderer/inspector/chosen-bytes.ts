import type { RecordContent } from '../../shared/contract/engine/view-calls'
import { selectedBytes, type ByteSelection } from './byte-selection'

/** Bytes of a record; `to` is not included. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** What is chosen, or else all of the record. */
export function chosenRange(selection: ByteSelection | null, length: number): ByteRange {
  return selection ? selectedBytes(selection) : { from: 0, to: length }
}

/** The most bytes that are read as values. */
const mostValueBytes = 96

/**
 * The bytes that values are read from: those chosen, but from a single one, or where none is chosen from the first one,
 * as many as follow, since a number rarely has one byte.
 */
export function valueRange(selection: ByteSelection | null, length: number): ByteRange {
  const { from, to } = chosenRange(selection, length)
  const end = !selection || to - from === 1 ? length : to
  return { from, to: Math.min(end, from + mostValueBytes) }
}

/** The bytes of `range` if they came with the record, null if they have to be read. */
export function bytesAtHand(content: RecordContent, { from, to }: ByteRange): Uint8Array | null {
  const { data, offset } = content
  return from >= offset && to <= offset + data.length ? data.subarray(from - offset, to - offset) : null
}
