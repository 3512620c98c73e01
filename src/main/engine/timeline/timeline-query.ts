import { recordKinds } from '../../../shared/capture/record'
import type { TimelineCounterpart, TimelineRow } from '../../../shared/contract/engine/timeline-calls'
import type { SeriesReader } from '../capture/series-reader'
import type { Watched } from '../query/watch/watched'
import { DatagramCrossing } from './datagram-crossing'
import { MergedRows } from './merged-rows'
import { StreamCrossing, type Crossing } from './stream-crossing'
import type { StepBar } from './step-bars'
import { TimelineLane } from './timeline-lane'
import type {
  TimelineAnswer,
  TimelineQuestion,
  TimelineState,
  TimelineTask,
  TimelineTypes,
  TimelineView,
} from './timeline-protocol'

/** One timeline, in the query thread: one lane, or the two ends of a connection. */
export class TimelineQuery implements Watched<TimelineTypes> {
  private readonly lanes: readonly TimelineLane[]
  private readonly rows: MergedRows
  private readonly crossings: { readonly stream: Crossing; readonly datagrams: Crossing } | null
  private revision = 0

  /** `series` are those of the lanes. */
  constructor(series: readonly SeriesReader[], { lanes, view }: TimelineTask) {
    this.lanes = lanes.map(
      ({ records, ...choice }, lane) => new TimelineLane(series[lane]!, choice, lane, records, view),
    )
    this.rows = new MergedRows(this.lanes)
    this.crossings = crossingsOf(this.lanes)
  }

  grew(lane: number, records: number): void {
    this.lanes[lane]?.grew(records)
  }

  hear(view: TimelineView): void {
    for (const lane of this.lanes) lane.show(view)
    this.revision += 1
  }

  get hasWork(): boolean {
    return this.lanes.some((lane) => lane.hasWork)
  }

  /** Looks at some more of each capture. */
  step(): void {
    for (const lane of this.lanes) if (lane.hasWork) lane.step()
  }

  close(): void {
    for (const { series } of this.lanes) series.close()
  }

  answer(question: TimelineQuestion): TimelineAnswer {
    const rows = this.rows.all
    switch (question.ask) {
      case 'read': {
        const { from, count, preview } = question
        const shown = rows.slice(from, from + count)
        return { total: rows.length, rows: shown.map((bar) => this.rowOf(bar, preview)) }
      }
      case 'locate':
        return this.lanes[question.lane]?.bars.at(question.record)?.row ?? null
    }
  }

  private rowOf(bar: StepBar, preview: number): TimelineRow {
    const { lane, call, derived, record, lastRecord, time, lastTime, count, bytes, peer } = bar
    const facts = { lane, call, derived, record, lastRecord, time, lastTime, count, bytes, peer }
    return { ...facts, ...this.contentOf(bar, preview), counterpart: this.counterpartOf(bar) }
  }

  private contentOf(
    { lane, record, count }: StepBar,
    preview: number,
  ): Pick<TimelineRow, 'cause' | 'event' | 'data' | 'flags'> {
    const nothing = { cause: 'none', event: null, data: null, flags: 0 } as const
    const block = count > 1 ? null : this.lanes[lane]!.series.entriesSync(record, 1)
    if (!block || block.entries.count === 0) return nothing
    const { entries, capture } = block
    const [offset, length] = [entries.offset(0), entries.length(0)]
    if (entries.kind(0) === recordKinds.event) {
      const { leg, ...event } = capture.eventSync(offset, length)
      // In the life of a relay's connection with its target, what concerns the target needs no other name.
      const isNamed = leg !== undefined && !this.lanes[lane]!.side.isOfTarget
      return { ...nothing, event: isNamed ? { ...event, leg } : event }
    }
    const data = new Uint8Array(capture.payloadSync(offset, Math.min(preview, length)))
    return { cause: capture.causes.of(entries.cause(0)), event: null, data, flags: entries.flags(0) }
  }

  private counterpartOf(bar: StepBar): TimelineCounterpart | null {
    const crossed = this.crossings?.[this.lanes[0]!.movesDatagrams ? 'datagrams' : 'stream'].of(bar)
    if (!crossed) return null
    const { lane, record, time, call } = crossed
    return { row: lane.bars.find(record, call)?.row ?? null, record, time }
  }

  state(): TimelineState {
    const extents = this.lanes.map((lane) => lane.extent()).filter((extent) => extent !== null)
    const sum = (of: 'scanned' | 'records') =>
      this.lanes.reduce((total, lane) => total + lane.progress[of], 0)
    return {
      total: this.lanes.reduce((total, { bars }) => total + bars.all.length, 0),
      revision: this.revision + this.lanes.reduce((total, { bars }) => total + bars.revision, 0),
      scanned: sum('scanned'),
      records: sum('records'),
      done: !this.hasWork,
      from: Math.min(...extents.map(({ from }) => from), ...(extents.length === 0 ? [0] : [])),
      to: Math.max(...extents.map(({ to }) => to), ...(extents.length === 0 ? [0] : [])),
      lanes: this.lanes.map((lane) => lane.report()),
    }
  }
}

/** Which of them is to be taken is known only when the records tell. */
function crossingsOf(lanes: readonly TimelineLane[]) {
  const [one, other] = lanes
  if (!one || !other) return null
  return { stream: new StreamCrossing([one, other]), datagrams: new DatagramCrossing([one, other]) }
}
