import type {
  FollowDirection,
  FollowSegment,
  FollowWindow,
} from '../../../shared/contract/engine/follow-calls'
import type { CaptureReader } from '../capture/capture-reader'
import type { SeriesReader } from '../capture/series-reader'
import { groupPlaces } from '../query/payload-groups'
import type { StreamIndex } from './stream-index'
import { pieceOffset, pieceStart, StreamPieces, type StreamPiece } from './stream-pieces'

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
    const take = (piece: StreamPiece) => {
      const position = pieceStart(piece, direction)
      if (position >= end || segments.length === mostSegments) return false
      const { record, time, capture, payload, length: whole } = piece
      const offset = pieceOffset(piece)
      segments.push({ record, time, direction: piece.direction, position, offset, length: whole })
      const skipped = Math.max(0, from - position)
      const taken = Math.min(position + whole, end) - position - skipped
      wanted.push({ capture, offset: payload + skipped, length: taken, to: reached - from })
      reached += taken
      return reached < end
    }
    if (from < end) this.pieces.from(from, direction, take)
    const data = new Uint8Array(reached - from)
    fill(data, wanted)
    return { total, from, data, segments }
  }

  /** Puts bytes `from` … `from + length - 1` of one direction into the beginning of `target`; there must be as many. */
  into(target: Uint8Array, from: number, length: number, direction: 'in' | 'out'): void {
    const wanted: WantedBytes[] = []
    const end = from + length
    const take = (piece: StreamPiece) => {
      const start = pieceOffset(piece)
      const skipped = Math.max(0, from - start)
      const taken = Math.min(start + piece.length, end) - start - skipped
      const offset = piece.payload + skipped
      addWanted(wanted, { capture: piece.capture, offset, length: taken, to: start + skipped - from })
      return start + piece.length < end
    }
    if (length > 0) this.pieces.from(from, direction, take)
    fill(target, wanted)
  }

  /** How many bytes of each direction come before `position` in the stream of `direction`. */
  split(position: number, direction: FollowDirection): { readonly in: number; readonly out: number } {
    let split = { in: this.index.bytes('in'), out: this.index.bytes('out') }
    this.pieces.from(position, direction, (piece) => {
      const inside = Math.max(0, position - pieceStart(piece, direction))
      const { inBefore, outBefore } = piece
      split = { in: inBefore, out: outBefore }
      split[piece.direction] += inside
      return false
    })
    return split
  }

  /** Where byte `offset` of direction `of` stands in the stream of `direction`. */
  positionOf(offset: number, of: 'in' | 'out', direction: FollowDirection): number {
    let position = this.index.bytes(direction)
    this.pieces.from(offset, of, (piece) => {
      position = pieceStart(piece, direction) + Math.max(0, offset - pieceOffset(piece))
      return false
    })
    return position
  }

  /** Position of the first byte of `record` or of the next message; null where there is none. */
  locate(record: number, direction: FollowDirection): number | null {
    let position: number | null = null
    this.pieces.fromRecord(record, direction, (piece) => {
      position = pieceStart(piece, direction)
      return false
    })
    return position
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
        bytes.copy(target, to, offset - group.offset, offset - group.offset + length)
      }
    }
  }
}
