import { recordKinds } from '../../../shared/capture/record'
import type {
  TimelineLane as LaneReport,
  TimelineLaneChoice,
} from '../../../shared/contract/engine/timeline-calls'
import { stepsOfEvent, type EventStep } from '../../../shared/timeline/timeline-step'
import { isConnecting, laneRole } from '../../../shared/timeline/timeline-role'
import type { EntryBlock, SeriesReader } from '../capture/series-reader'
import { StreamPieces } from '../follow/stream-pieces'
import { firstRecordAt, timeOfRecord } from '../query/statistics/record-times'
import { LaneHistory } from './lane-history'
import { LaneSide } from './lane-side'
import { StepBars } from './step-bars'
import type { TimelineView } from './timeline-protocol'

/** Index entries looked at in one step: 1 MiB. */
const stepEntries = 32_768

/** One side of a timeline, in the query thread: learns a life and keeps the steps of the time that is shown. */
export class TimelineLane {
  readonly side: LaneSide
  readonly history: LaneHistory
  readonly pieces: StreamPieces
  bars: StepBars
  private from = 0
  private to = Infinity
  /** Numbers of the last record learned, and of the next one whose steps are to be kept. */
  private learned: number
  private next: number | null = null

  constructor(
    readonly series: SeriesReader,
    readonly choice: TimelineLaneChoice,
    private readonly lane: number,
    private records: number,
    view: TimelineView,
  ) {
    this.side = new LaneSide(choice.leg)
    const asks = isConnecting({ kind: series.meta.endpoint.kind, ...choice }) ? 'out' : 'in'
    this.history = new LaneHistory(series, choice.peer, this.side, asks)
    this.pieces = new StreamPieces(series, choice.peer ?? 0, this.history.index, (block, at) =>
      this.side.crossed(block, at),
    )
    this.learned = series.firstRecord - 1
    this.bars = this.show(view)
  }

  get movesDatagrams(): boolean {
    const { kind } = this.series.meta.endpoint
    return laneRole({ ...this.choice, kind, life: this.history.life }) === 'datagrams'
  }

  grew(records: number): void {
    this.records = Math.max(this.records, records)
  }

  /** Begins anew with the steps of another time. */
  show({ range, limit }: TimelineView): StepBars {
    this.from = range.is === 'all' ? 0 : range.from
    this.to = range.is === 'all' ? Infinity : range.to
    this.bars = new StepBars(this.lane, limit, () => !this.movesDatagrams)
    this.next = null
    return this.bars
  }

  get hasWork(): boolean {
    return this.learned < this.records || this.isBehind
  }

  /** Entries looked at, of how many. */
  get progress(): { readonly scanned: number; readonly records: number } {
    const before = this.series.firstRecord - 1
    return { scanned: this.learned - before, records: this.records - before }
  }

  /** Learns some more, then keeps some more steps. */
  step(): void {
    if (this.series.records < this.records) this.records = Math.min(this.records, this.series.refresh())
    if (this.learned < this.records) this.learn()
    else if (this.isBehind) this.keep()
  }

  /** Times of the first and the last step of the whole life, µs; null where there is none. */
  extent(): { readonly from: number; readonly to: number } | null {
    const first = this.firstRecord
    const { last, setupRecords } = this.history
    if (first === null || last === null) return null
    const from = timeOfRecord(this.series, setupRecords[0] ?? first)
    return from === null ? null : { from, to: last.time }
  }

  report(): LaneReport {
    const { name, kind } = this.series.meta.endpoint
    const { life, lastPeer, peers, medianAnswer } = this.history
    const shown = { name: this.series.meta.title ?? name, kind }
    return { ...this.choice, ...shown, life, lastPeer, peers, answer: medianAnswer }
  }

  private get firstRecord(): number | null {
    return this.choice.peer === null ? this.series.firstRecord : this.history.firstRecord
  }

  private get lastRecord(): number {
    return this.history.lastRecord ?? this.records
  }

  private get isBehind(): boolean {
    if (this.learned < this.records || this.firstRecord === null) return false
    return this.next === null || this.next <= Math.min(this.records, this.lastRecord)
  }

  private learn(): void {
    const block = this.series.entriesSync(
      this.learned + 1,
      Math.min(stepEntries, this.records - this.learned),
    )
    const count = block ? Math.min(block.entries.count, this.records + 1 - block.firstRecord) : 0
    if (!block || count <= 0) {
      this.learned = this.records
      return
    }
    this.history.learn(block, count)
    this.learned = block.firstRecord + count - 1
  }

  private keep(): void {
    const end = Math.min(this.records, this.lastRecord)
    this.next ??= this.begin(end)
    const block =
      this.next <= end ? this.series.entriesSync(this.next, Math.min(stepEntries, end + 1 - this.next)) : null
    if (!block || block.entries.count === 0) {
      this.next = end + 1
      return
    }
    const count = Math.min(block.entries.count, end + 1 - block.firstRecord)
    for (let at = 0; at < count; at += 1) {
      if (block.entries.time(at) >= this.to) {
        // Nothing that comes later is shown.
        this.next = Infinity
        return
      }
      this.take(block, at)
    }
    this.next = block.firstRecord + count
  }

  /** Keeps what set the endpoint up; returns the first record of the life that is in the time shown. */
  private begin(end: number): number {
    const first = this.firstRecord!
    for (const record of this.choice.peer === null ? [] : this.history.setupRecords) {
      const block = record < first ? this.series.entriesSync(record, 1) : null
      if (block && block.entries.count > 0 && this.isShown(block.entries.time(0))) this.take(block, 0)
    }
    return firstRecordAt(this.series, this.from, first, end)
  }

  private isShown(time: number): boolean {
    return time >= this.from && time < this.to
  }

  private take(block: EntryBlock, at: number): void {
    const { entries } = block
    const peer = entries.peer(at)
    const own = this.choice.peer
    if (entries.kind(at) === recordKinds.event) {
      if (own === null || peer === own || peer === 0) this.takeEvent(block, at)
    } else if (own !== null && peer === own) this.takeMessage(block, at)
  }

  private takeEvent({ entries, firstRecord, capture }: EntryBlock, at: number): void {
    const event = capture.eventSync(entries.offset(at), entries.length(at))
    const record = firstRecord + at
    const peer = entries.peer(at)
    const own = this.choice.peer
    if (own !== null && peer === 0 && !this.history.concerns(event, record)) return
    // The end of a relay's peer is that of its legs, each of which tells of its own.
    const byLegs = this.series.meta.endpoint.kind === 'relay' && !this.movesDatagrams
    if (own === null && (event.leg === 'target' || event.event === 'leg-closed')) return
    if (this.side.isOfTarget && peer > 0 && !this.side.tells(event)) return
    for (const step of stepsOfEvent(event, byLegs && own !== null)) {
      if (own === null && peer > 0 && !isOfEndpoint(step)) continue
      this.bars.add({ ...step, peer, record, time: entries.time(at), bytes: 0 })
    }
  }

  private takeMessage(block: EntryBlock, at: number): void {
    const direction = this.side.called(block, at)
    if (direction === null) return
    const { entries, firstRecord } = block
    this.bars.add({
      call: direction === 'out' ? 'write' : 'read',
      derived: false,
      peer: entries.peer(at),
      record: firstRecord + at,
      time: entries.time(at),
      bytes: entries.length(at),
    })
  }
}

/** What an endpoint's own life tells of its peers: that they come and go. */
function isOfEndpoint({ call, derived }: EventStep): boolean {
  if (derived) return false
  return (
    call === 'accept' || call === 'handshake' || call === 'close' || call === 'reset' || call === 'time-out'
  )
}
