import { recordKinds } from '../../../shared/capture/record'
import type { CompiledFilter } from '../../../shared/filter/compile-filter'
import type { BytePattern } from '../../../shared/filter/byte-pattern'
import { RegexPattern } from '../../../shared/filter/regex-pattern'
import type { CaptureReader } from '../capture/capture-reader'
import { entryFields, entrySize, type EntryList } from '../capture/record-entry'
import type { SeriesReader } from '../capture/series-reader'
import { SearchedBlock } from './block-search'
import type { RecordScanner } from './record-scanner'

/** Entries decided in one step: 1 MiB of index. */
const stepEntries = 32_768
/** Payload searched in one step, and in one go: little enough for the processor's cache. */
const stepPayload = 16 * 1_024 * 1_024
const blockBytes = 128 * 1_024
/** Where more records than this are left of a step, going through all of them is no more work. */
const mostCandidates = 2_048

/** Decisions on consecutive records: 1 in `matches` for each that matches. */
export interface DecidedRecords {
  readonly firstRecord: number
  readonly count: number
  readonly matches: Uint8Array
}

/**
 * Decides records as a {@link RecordScanner} does, but looks at single messages only where a pattern of the filter
 * occurs in the payload of many: for searches that find little, most records are never looked at.
 */
export class RecordSieve {
  private readonly index = Buffer.allocUnsafeSlow(stepEntries * entrySize)
  private readonly block: SearchedBlock
  private readonly patterns: readonly BytePattern[]
  private readonly overlap: number

  private constructor(
    private readonly series: SeriesReader,
    private readonly scanner: RecordScanner,
    filter: CompiledFilter,
  ) {
    this.patterns = filter.patterns as readonly BytePattern[]
    this.overlap = Math.max(...this.patterns.map(({ longest }) => longest)) - 1
    this.block = new SearchedBlock(blockBytes + this.overlap)
  }

  /** Null where the filter may match messages in which none of its patterns occurs, or has regular expressions. */
  static of(series: SeriesReader, scanner: RecordScanner, filter: CompiledFilter): RecordSieve | null {
    const { patterns, matchesOnlyByPattern } = filter
    if (!matchesOnlyByPattern || patterns.some((one) => one instanceof RegexPattern)) return null
    return new RecordSieve(series, scanner, filter)
  }

  /** As {@link RecordScanner.step}. */
  step(from: number, last: number): DecidedRecords | null {
    const block = this.series.entriesSync(from, Math.min(stepEntries, last - from + 1), this.index)
    if (!block || block.firstRecord > last) return null
    const { entries, capture, firstRecord } = block
    const count = this.reach(entries, Math.min(entries.count, last - firstRecord + 1))
    const candidates = this.candidates(entries, capture, count)
    if (!candidates) return this.scanner.step(from, firstRecord + count - 1)
    return { firstRecord, count, matches: this.scanner.decide(block, candidates, count) }
  }

  /** How many of the first `count` entries one step may take. */
  private reach(entries: EntryList, count: number): number {
    const first = nextMessage(entries, 0, count)
    if (first === count) return count
    const limit = entries.offset(first) + stepPayload
    const beyond = messageAt(entries, limit, count)
    return beyond < count && entries.kind(beyond) === recordKinds.message ? Math.max(1, beyond) : count
  }

  /** Events, and messages in which a pattern may occur, rising; null where there are many. */
  private candidates(entries: EntryList, capture: CaptureReader, count: number): Uint32Array | null {
    const found = new Set<number>(eventsAmong(entries, count))
    const first = nextMessage(entries, 0, count)
    const last = previousMessage(entries, count - 1)
    if (first < count) {
      const end = entries.offset(last) + entries.length(last)
      if (end - entries.offset(first) > stepPayload + blockBytes) return null
      for (let at = entries.offset(first); at < end; at += blockBytes) {
        this.searchBlock(entries, capture, count, at, Math.min(blockBytes + this.overlap, end - at), found)
        if (found.size > mostCandidates) return null
      }
    }
    return Uint32Array.from(found).sort()
  }

  private searchBlock(
    entries: EntryList,
    capture: CaptureReader,
    count: number,
    offset: number,
    length: number,
    found: Set<number>,
  ): void {
    capture.payloadIntoSync(this.block.bytes, offset, length)
    for (const pattern of this.patterns) {
      const search = this.block.search(pattern, length)
      for (let at = search.find(0); at >= 0 && found.size <= mostCandidates;) {
        const index = messageAt(entries, offset + at, count)
        if (index === count) break
        const end = entries.offset(index) + entries.length(index) - offset
        // A match that begins in one message and ends in the next is none; there may be another behind it.
        const isInside = search.matchEnd <= end
        if (isInside) found.add(index)
        at = search.find(isInside ? Math.max(at + 1, end) : at + 1)
      }
    }
  }
}

/** Goes over the bare bytes: reading each entry through its list would be a third of a search that finds nothing. */
function eventsAmong({ bytes }: EntryList, count: number): number[] {
  const events: number[] = []
  for (let index = 0, at = entryFields.kind; index < count; index += 1, at += entrySize) {
    if (bytes[at] !== recordKinds.message) events.push(index)
  }
  return events
}

/** The first message from `index` on; `count` where there is none. */
function nextMessage(entries: EntryList, index: number, count: number): number {
  let at = index
  while (at < count && entries.kind(at) !== recordKinds.message) at += 1
  return at
}

/** The last message up to `index`; -1 where there is none. */
function previousMessage(entries: EntryList, index: number): number {
  let at = index
  while (at >= 0 && entries.kind(at) !== recordKinds.message) at -= 1
  return at
}

/**
 * The message that holds byte `position` of the payload, by halving; `count` where it lies behind all of them. Messages
 * lie behind one another in the order of their entries.
 */
function messageAt(entries: EntryList, position: number, count: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    const message = nextMessage(entries, middle, high)
    if (message === high) high = middle
    else if (entries.offset(message) + entries.length(message) <= position) low = message + 1
    else if (entries.offset(message) > position) high = middle
    else return message
  }
  return nextMessage(entries, low, count)
}
