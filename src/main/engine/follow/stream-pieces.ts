import { directions, recordKinds } from '../../../shared/capture/record'
import type { FollowDirection } from '../../../shared/contract/engine/follow-calls'
import type { CaptureReader } from '../capture/capture-reader'
import type { EntryBlock, SeriesReader } from '../capture/series-reader'
import type { StreamIndex } from './stream-index'

/** Entries read at once while looking for the messages of a block. */
const readEntries = 8_192

/** One message of a followed peer. Bytes; `inBefore` and `outBefore` are those of each direction before it. */
export interface StreamPiece {
  readonly record: number
  readonly time: number
  readonly direction: 'in' | 'out'
  readonly inBefore: number
  readonly outBefore: number
  readonly length: number
  /** Where its payload lies in `capture`. */
  readonly payload: number
  readonly capture: CaptureReader
}

/** Where a message begins in the stream of `direction`. */
export function pieceStart({ inBefore, outBefore }: StreamPiece, direction: FollowDirection): number {
  if (direction === 'both') return inBefore + outBefore
  return direction === 'in' ? inBefore : outBefore
}

/** Where it begins in the bytes of its own direction. */
export function pieceOffset(piece: StreamPiece): number {
  return pieceStart(piece, piece.direction)
}

/** Goes through the messages of one peer, from any byte or record on; reads the index alone, synchronously. */
export class StreamPieces {
  constructor(
    private readonly series: SeriesReader,
    private readonly peer: number,
    private readonly index: StreamIndex,
  ) {}

  /** The messages of `direction` from the one that holds byte `position` of its stream on. */
  *from(position: number, direction: FollowDirection): Generator<StreamPiece> {
    for (const piece of this.fromBlock(this.index.blockAt(position, direction), direction)) {
      if (pieceStart(piece, direction) + piece.length > position) yield piece
    }
  }

  /** The messages of `direction` from record `record` on. */
  *fromRecord(record: number, direction: FollowDirection): Generator<StreamPiece> {
    for (const piece of this.fromBlock(this.index.blockOfRecord(record), direction)) {
      if (piece.record >= record) yield piece
    }
  }

  private *fromBlock(first: number, direction: FollowDirection): Generator<StreamPiece> {
    const { index } = this
    for (let block = first; block < index.count; block += 1) {
      if (index.before(block + 1, direction) === index.before(block, direction)) continue
      for (const piece of this.ofBlock(block)) {
        if (direction === 'both' || piece.direction === direction) yield piece
      }
    }
  }

  private *ofBlock(block: number): Generator<StreamPiece> {
    const last = this.index.last(block)
    const before = { in: this.index.before(block, 'in'), out: this.index.before(block, 'out') }
    for (let from = this.index.first(block); from <= last;) {
      const read = this.series.entriesSync(from, Math.min(readEntries, last - from + 1))
      if (!read || read.firstRecord > last || read.entries.count === 0) return
      yield* this.ofEntries(read, last, before)
      from = read.firstRecord + read.entries.count
    }
  }

  private *ofEntries(
    { entries, firstRecord, capture }: EntryBlock,
    last: number,
    before: { in: number; out: number },
  ): Generator<StreamPiece> {
    const count = Math.min(entries.count, last - firstRecord + 1)
    for (let at = 0; at < count; at += 1) {
      if (entries.peer(at) !== this.peer || entries.kind(at) !== recordKinds.message) continue
      const length = entries.length(at)
      if (length === 0) continue
      const direction = entries.direction(at) === directions.out ? 'out' : 'in'
      yield {
        record: firstRecord + at,
        time: entries.time(at),
        direction,
        inBefore: before.in,
        outBefore: before.out,
        length,
        payload: entries.offset(at),
        capture,
      }
      before[direction] += length
    }
  }
}
