import { directions, isOriginal, recordKinds } from '../../../shared/capture/record'
import type { FollowedEvent } from '../../../shared/contract/engine/follow-calls'
import { toFailure } from '../../../shared/contract/errors'
import { streamPattern } from '../../../shared/filter/stream-pattern'
import type { EntryBlock, SeriesReader } from '../capture/series-reader'
import type { FollowAnswer, FollowQuestion, FollowReport } from './follow-protocol'
import { StreamIndex } from './stream-index'
import { streamMatcher } from './stream-matcher'
import { StreamReader } from './stream-reader'
import { StreamSearch } from './stream-search'

/** Index entries looked at in one step: 1 MiB. */
const stepEntries = 32_768
/** At most 30 reports a second. */
const reportInterval = 1_000 / 30

interface RunningSearch {
  readonly number: number
  /** Made when the stream is known as far as it is recorded. */
  search: StreamSearch | null
  readonly begin: () => StreamSearch
}

/** The stream of one peer, in the query thread: learns where its bytes are, and answers what is asked of them. */
export class FollowedStream {
  private readonly index = new StreamIndex()
  private readonly reader: StreamReader
  private appeared: FollowedEvent | null = null
  private closed: FollowedEvent | null = null
  /** Number of the last record looked at. */
  private reached: number
  private searching: RunningSearch | null = null
  private reportedAt = -Infinity
  private failed = false

  constructor(
    private readonly id: number,
    private readonly series: SeriesReader,
    private readonly peer: number,
    private records: number,
    private readonly report: (report: FollowReport) => void,
  ) {
    this.reader = new StreamReader(series, peer, this.index)
    this.reached = series.firstRecord - 1
  }

  /** The last record that may be read has a new number. */
  grew(records: number): void {
    this.records = Math.max(this.records, records)
  }

  /** Answers at once, a search when it is over. */
  ask(number: number, question: FollowQuestion): void {
    try {
      const answer = this.answerOf(number, question)
      if (answer !== undefined) this.report({ is: 'follow-answer', id: this.id, number, answer })
    } catch (thrown) {
      this.report({ is: 'follow-refused', id: this.id, number, failure: toFailure(thrown) })
    }
  }

  /** Ends a search under way, which finds nothing. */
  endSearch(): void {
    this.finishSearch(null)
    this.tell()
  }

  get hasWork(): boolean {
    return !this.failed && (this.isBehind || this.searching !== null)
  }

  /** Looks at some more of the index, or of the bytes where something is searched. */
  step(): void {
    try {
      if (this.series.records < this.records) this.records = Math.min(this.records, this.series.refresh())
      if (this.isBehind) this.learn()
      else if (this.searching) this.searchOn(this.searching)
    } catch (thrown) {
      this.fail(thrown)
      return
    }
    if (!this.hasWork || performance.now() - this.reportedAt >= reportInterval) this.tell()
  }

  close(): void {
    this.series.close()
  }

  private get isBehind(): boolean {
    return this.reached < this.records
  }

  /** Undefined where the answer comes later. */
  private answerOf(number: number, question: FollowQuestion): FollowAnswer | undefined {
    switch (question.ask) {
      case 'read':
        return this.reader.window(question.from, question.length, question.direction)
      case 'locate':
        return this.reader.locate(question.record, question.direction)
      case 'find': {
        const matcher = streamMatcher(streamPattern(question.text, question.encoding))
        this.finishSearch(null)
        const begin = () => new StreamSearch(this.reader, this.index, matcher, question)
        this.searching = { number, search: null, begin }
        return undefined
      }
    }
  }

  private searchOn(searching: RunningSearch): void {
    searching.search ??= searching.begin()
    if (searching.search.step()) this.finishSearch(searching.search.found)
  }

  private finishSearch(answer: FollowAnswer): void {
    const { searching } = this
    this.searching = null
    if (searching) this.report({ is: 'follow-answer', id: this.id, number: searching.number, answer })
  }

  private fail(thrown: unknown): void {
    const failure = toFailure(thrown)
    const { searching } = this
    this.failed = true
    this.searching = null
    this.tell()
    if (searching) this.report({ is: 'follow-refused', id: this.id, number: searching.number, failure })
    this.report({ is: 'follow-failed', id: this.id, failure })
  }

  private tell(): void {
    this.reportedAt = performance.now()
    this.report({
      is: 'follow-state',
      id: this.id,
      state: {
        inBytes: this.index.bytes('in'),
        outBytes: this.index.bytes('out'),
        reached: this.reached,
        appeared: this.appeared,
        closed: this.closed,
        search: this.searching?.search?.progress ?? null,
      },
    })
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
