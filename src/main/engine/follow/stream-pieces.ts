import { directions, isOriginal, recordKinds } from '../../../shared/capture/record'
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

/** What is done with each message; false ends the walk. */
type Visit = (piece: StreamPiece) => boolean

/** In which direction of the stream the message at this place of a block is; null where it is no part of it. */
export type MessageWay = (block: EntryBlock, at: number) => 'in' | 'out' | null

/** Each message as it came or was given, whatever became of it. */
const asGiven: MessageWay = ({ entries }, at) => {
  if (!isOriginal(entries.flags(at))) return null
  return entries.direction(at) === directions.out ? 'out' : 'in'
}

/** Goes through the messages of one peer, from any byte or record on; reads the index alone, synchronously. */
export class StreamPieces {
  private kept: EntryBlock | null = null

  constructor(
    private readonly series: SeriesReader,
    private readonly peer: number,
    private readonly index: StreamIndex,
    /** As of whoever fills the index. */
    private readonly wayOf: MessageWay = asGiven,
  ) {}

  /** Visits the messages of `direction` from the one that holds byte `position` of its stream on. */
  from(position: number, direction: FollowDirection, visit: Visit): void {
    this.walk(this.index.blockAt(position, direction), direction, (piece) =>
      pieceStart(piece, direction) + piece.length > position ? visit(piece) : true,
    )
  }

  /** Visits the messages of `direction` from record `record` on. */
  fromRecord(record: number, direction: FollowDirection, visit: Visit): void {
    this.walk(this.index.blockOfRecord(record), direction, (piece) =>
      piece.record >= record ? visit(piece) : true,
    )
  }

  private walk(first: number, direction: FollowDirection, visit: Visit): void {
    const { index } = this
    for (let block = first; block < index.count; block += 1) {
      if (index.before(block + 1, direction) === index.before(block, direction)) continue
      if (!this.ofBlock(block, direction, visit)) return
    }
  }

  private ofBlock(block: number, direction: FollowDirection, visit: Visit): boolean {
    const last = this.index.last(block)
    const before = { in: this.index.before(block, 'in'), out: this.index.before(block, 'out') }
    for (let from = this.index.first(block); from <= last;) {
      const read = this.entries(from, last)
      if (!read) return true
      if (!this.ofEntries(read, from, last, before, direction, visit)) return false
      from = read.firstRecord + read.entries.count
    }
    return true
  }

  /** Entries are read in big blocks, of which the last is kept: blocks of a stream are short and follow each other. */
  private entries(from: number, last: number): EntryBlock | null {
    const { kept } = this
    const end = kept ? kept.firstRecord + kept.entries.count : 0
    if (kept && from >= kept.firstRecord && from < end) return kept
    const read = this.series.entriesSync(from, readEntries)
    if (!read || read.firstRecord > last || read.entries.count === 0) return null
    return (this.kept = read)
  }

  private ofEntries(
    block: EntryBlock,
    from: number,
    last: number,
    before: { in: number; out: number },
    wanted: FollowDirection,
    visit: Visit,
  ): boolean {
    const { entries, firstRecord, capture } = block
    const count = Math.min(entries.count, last - firstRecord + 1)
    for (let at = Math.max(0, from - firstRecord); at < count; at += 1) {
      if (entries.peer(at) !== this.peer || entries.kind(at) !== recordKinds.message) continue
      const length = entries.length(at)
      const direction = length === 0 ? null : this.wayOf(block, at)
      if (direction === null) continue
      if (wanted === 'both' || wanted === direction) {
        const piece = {
          record: firstRecord + at,
          time: entries.time(at),
          direction,
          inBefore: before.in,
          outBefore: before.out,
          length,
          payload: entries.offset(at),
          capture,
        } as const
        if (!visit(piece)) return false
      }
      before[direction] += length
    }
    return true
  }
}
