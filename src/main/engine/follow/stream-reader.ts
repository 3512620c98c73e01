import type {
  FollowDirection,
  FollowSegment,
  FollowWindow,
} from '../../../shared/contract/engine/follow-calls'
import type { CaptureReader } from '../capture/capture-reader'
import type { SeriesReader } from '../capture/series-reader'
import { groupPlaces } from '../query/payload-groups'
import type { StreamIndex } from './stream-index'
import { pieceOffset, pieceStart, StreamPieces } from './stream-pieces'

/** Messages that one answer names. */
const mostSegments = 4_096
/** Payload read at once. */
const mergedPayload = 1024 * 1024

/** Bytes of one capture folder that go to one place of a buffer. */
interface WantedBytes {
  readonly capture: CaptureReader
  readonly offset: number
  readonly length: number
  /** Where in the buffer. */
  readonly to: number
}

/** Reads a followed stream by position, synchronously. Fails with `E_CAPTURE_BROKEN`. */
export class StreamReader {
  private readonly pieces: StreamPieces

  constructor(
    series: SeriesReader,
    peer: number,
    private readonly index: StreamIndex,
  ) {
    this.pieces = new StreamPieces(series, peer, index)
  }

  /** Up to `length` bytes from `from` on, with the messages they belong to. */
  window(from: number, length: number, direction: FollowDirection): FollowWindow {
    const total = this.index.bytes(direction)
    const end = Math.min(from + length, total)
    const segments: FollowSegment[] = []
    const wanted: WantedBytes[] = []
    let reached = from
    for (const piece of from < end ? this.pieces.from(from, direction) : []) {
      const position = pieceStart(piece, direction)
      if (position >= end || segments.length === mostSegments) break
      const { record, time, capture, payload } = piece
      segments.push({
        record,
        time,
        direction: piece.direction,
        position,
        offset: pieceOffset(piece),
        length: piece.length,
      })
      const skipped = Math.max(0, from - position)
      const taken = Math.min(position + piece.length, end) - position - skipped
      wanted.push({ capture, offset: payload + skipped, length: taken, to: reached - from })
      reached += taken
    }
    const data = new Uint8Array(reached - from)
    fill(data, wanted)
    return { total, from, data, segments }
  }

  /** Puts bytes `from` … `from + length - 1` of one direction into the beginning of `target`; there must be as many. */
  into(target: Uint8Array, from: number, length: number, direction: 'in' | 'out'): void {
    const wanted: WantedBytes[] = []
    const end = from + length
    for (const piece of length > 0 ? this.pieces.from(from, direction) : []) {
      const start = pieceOffset(piece)
      if (start >= end) break
      const skipped = Math.max(0, from - start)
      const taken = Math.min(start + piece.length, end) - start - skipped
      addWanted(wanted, {
        capture: piece.capture,
        offset: piece.payload + skipped,
        length: taken,
        to: Math.max(0, start - from),
      })
    }
    fill(target, wanted)
  }

  /** How many bytes of each direction come before `position` in the stream of `direction`. */
  split(position: number, direction: FollowDirection): { readonly in: number; readonly out: number } {
    for (const piece of this.pieces.from(position, direction)) {
      const inside = Math.max(0, position - pieceStart(piece, direction))
      const { inBefore, outBefore } = piece
      return {
        in: inBefore + (piece.direction === 'in' ? inside : 0),
        out: outBefore + (piece.direction === 'out' ? inside : 0),
      }
    }
    return { in: this.index.bytes('in'), out: this.index.bytes('out') }
  }

  /** Where byte `offset` of direction `of` stands in the stream of `direction`. */
  positionOf(offset: number, of: 'in' | 'out', direction: FollowDirection): number {
    for (const piece of this.pieces.from(offset, of)) {
      return pieceStart(piece, direction) + Math.max(0, offset - pieceOffset(piece))
    }
    return this.index.bytes(direction)
  }

  /** Position of the first byte of `record` or of the next message; null where there is none. */
  locate(record: number, direction: FollowDirection): number | null {
    for (const piece of this.pieces.fromRecord(record, direction)) return pieceStart(piece, direction)
    return null
  }
}

/** Messages whose bytes follow each other on disk become one read. */
function addWanted(wanted: WantedBytes[], next: WantedBytes): void {
  const last = wanted.at(-1)
  if (last?.capture === next.capture && last.offset + last.length === next.offset) {
    wanted[wanted.length - 1] = { ...last, length: last.length + next.length }
  } else wanted.push(next)
}

function fill(target: Uint8Array, wanted: readonly WantedBytes[]): void {
  for (const capture of new Set(wanted.map((one) => one.capture))) {
    const places = wanted.filter((one) => one.capture === capture)
    for (const group of groupPlaces(places, mergedPayload)) {
      const bytes = capture.payloadSync(group.offset, group.length)
      for (const { offset, length, to } of group.items) {
        target.set(bytes.subarray(offset - group.offset, offset - group.offset + length), to)
      }
    }
  }
}
