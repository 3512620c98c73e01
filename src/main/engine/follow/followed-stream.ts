import { directions, isOriginal, recordKinds } from '../../../shared/capture/record'
import type { FollowedEvent, FollowMatch } from '../../../shared/contract/engine/follow-calls'
import { streamPattern } from '../../../shared/filter/stream-pattern'
import type { EntryBlock, SeriesReader } from '../capture/series-reader'
import type { Watched } from '../query/watch/watched'
import type { FollowAnswer, FollowQuestion, FollowState, FollowTask, FollowTypes } from './follow-protocol'
import { StreamIndex } from './stream-index'
import { streamMatcher } from './stream-matcher'
import { StreamReader } from './stream-reader'
import { StreamSearch } from './stream-search'

/** Index entries looked at in one step: 1 MiB. */
const stepEntries = 32_768

interface RunningSearch {
  readonly finished: (match: FollowMatch | null) => void
  /** Made when the stream is known as far as it is recorded. */
  search: StreamSearch | null
  readonly begin: () => StreamSearch
}

/** The stream of one peer, in the query thread: learns where its bytes are, and answers what is asked of them. */
export class FollowedStream implements Watched<FollowTypes> {
  private readonly index = new StreamIndex()
  private readonly reader: StreamReader
  private appeared: FollowedEvent | null = null
  private closed: FollowedEvent | null = null
  /** Number of the last record looked at. */
  private reached: number
  private searching: RunningSearch | null = null
  private readonly peer: number
  private records: number

  constructor(
    private readonly series: SeriesReader,
    { peer, records }: FollowTask,
  ) {
    this.peer = peer
    this.records = records
    this.reader = new StreamReader(series, peer, this.index)
    this.reached = series.firstRecord - 1
  }

  grew(_capture: number, records: number): void {
    this.records = Math.max(this.records, records)
  }

  /** At once, of a search when it is over. */
  answer(question: FollowQuestion): FollowAnswer | Promise<FollowAnswer> {
    switch (question.ask) {
      case 'read':
        return this.reader.window(question.from, question.length, question.direction)
      case 'locate':
        return this.reader.locate(question.record, question.direction)
      case 'find': {
        const matcher = streamMatcher(streamPattern(question.text, question.encoding))
        const begin = () => new StreamSearch(this.reader, this.index, matcher, question)
        this.finishSearch(null)
        return new Promise((finished) => (this.searching = { finished, search: null, begin }))
      }
    }
  }

  /** Ends a search under way, which finds nothing. */
  hear(_endFind: FollowTypes['word']): void {
    this.finishSearch(null)
  }

  get hasWork(): boolean {
    return this.isBehind || this.searching !== null
  }

  /** Looks at some more of the index, or of the bytes where something is searched. */
  step(): void {
    if (this.series.records < this.records) this.records = Math.min(this.records, this.series.refresh())
    if (this.isBehind) this.learn()
    else if (this.searching) this.searchOn(this.searching)
  }

  state(): FollowState {
    return {
      inBytes: this.index.bytes('in'),
      outBytes: this.index.bytes('out'),
      reached: this.reached,
      appeared: this.appeared,
      closed: this.closed,
      search: this.searching?.search?.progress ?? null,
    }
  }

  close(): void {
    this.series.close()
  }

  private get isBehind(): boolean {
    return this.reached < this.records
  }

  private searchOn(searching: RunningSearch): void {
    searching.search ??= searching.begin()
    if (searching.search.step()) this.finishSearch(searching.search.found)
  }

  private finishSearch(found: FollowMatch | null): void {
    const { searching } = this
    this.searching = null
    searching?.finished(found)
  }

  private learn(): void {
    const from = this.reached + 1
    const block = this.series.entriesSync(from, Math.min(stepEntries, this.records - this.reached))
    if (!block || block.entries.count === 0) {
      this.reached = this.records
      return
    }
    const last = Math.min(this.records, block.firstRecord + block.entries.count - 1)
    for (let record = block.firstRecord; record <= last; record += 1) {
      if (block.entries.peer(record - block.firstRecord) === this.peer) this.take(block, record)
    }
    this.reached = Math.max(this.reached, last)
    if (block.firstRecord > this.records) this.reached = this.records
  }

  private take({ entries, firstRecord, capture }: EntryBlock, record: number): void {
    const at = record - firstRecord
    if (entries.kind(at) === recordKinds.message) {
      if (!isOriginal(entries.flags(at))) return
      const direction = entries.direction(at) === directions.out ? 'out' : 'in'
      this.index.add(record, direction, entries.length(at))
      return
    }
    if (entries.kind(at) !== recordKinds.event) return
    const event = capture.eventSync(entries.offset(at), entries.length(at))
    const followed = { record, time: entries.time(at), event }
    switch (event.event) {
      case 'accepted':
      case 'connected':
      case 'peer-appeared':
        this.appeared ??= followed
        break
      case 'closed':
        this.closed = followed
        break
      default:
    }
  }
}
