import { directions, recordKinds } from '../../../shared/capture/record'
import type { EntryBlock } from '../capture/series-reader'
import { firstRecordAt } from '../query/statistics/record-times'
import type { CrossedStep, Crossing } from './stream-crossing'
import type { StepBar } from './step-bars'
import type { TimelineLane } from './timeline-lane'

/** A datagram that has not arrived within this time, µs, is looked for no longer. */
const longestWay = 5_000_000
/** Entries looked at for one datagram. */
const mostEntries = 8_192
/** Pairs kept, so that no datagram is taken for two. */
const mostPairs = 16_384

/** Over datagrams: one has arrived with the next one of the same bytes that no other was taken for. */
export class DatagramCrossing implements Crossing {
  /** Of each lane: the record of the other one, by its own. */
  private readonly pairs = [new Map<number, CrossedStep>(), new Map<number, CrossedStep>()] as const

  constructor(private readonly lanes: readonly [TimelineLane, TimelineLane]) {}

  of(bar: StepBar): CrossedStep | null {
    if (bar.count > 1 || (bar.call !== 'write' && bar.call !== 'read')) return null
    const side = bar.lane === 0 ? 0 : 1
    const known = this.pairs[side].get(bar.record)
    if (known || bar.call === 'read') return known ?? null
    const found = this.arrival(bar, this.lanes[side], this.lanes[1 - side]!, this.pairs[1 - side]!)
    if (!found) return null
    if (this.pairs[side].size >= mostPairs) for (const pairs of this.pairs) pairs.clear()
    this.pairs[side].set(bar.record, found)
    const { record, time } = bar
    this.pairs[1 - side]!.set(found.record, { lane: this.lanes[side], record, time, call: 'write' })
    return found
  }

  private arrival(
    sent: StepBar,
    here: TimelineLane,
    there: TimelineLane,
    taken: ReadonlyMap<number, CrossedStep>,
  ): CrossedStep | null {
    const bytes = payloadOf(here, sent.record)
    if (!bytes) return null
    const { series } = there
    const first = firstRecordAt(series, sent.time, series.firstRecord, series.records)
    const block = series.entriesSync(first, mostEntries)
    for (let at = 0; at < (block?.entries.count ?? 0); at += 1) {
      const { entries, firstRecord } = block!
      const time = entries.time(at)
      if (time > sent.time + longestWay) return null
      const record = firstRecord + at
      if (taken.has(record) || !isArrival(block!, at, there.choice.peer, bytes)) continue
      return { lane: there, record, time, call: 'read' }
    }
    return null
  }
}

function payloadOf({ series }: TimelineLane, record: number): Buffer | null {
  const block = series.entriesSync(record, 1)
  if (!block || block.entries.count === 0) return null
  return block.capture.payloadSync(block.entries.offset(0), block.entries.length(0))
}

function isArrival(
  { entries, capture }: EntryBlock,
  at: number,
  peer: number | null,
  bytes: Buffer,
): boolean {
  if (entries.kind(at) !== recordKinds.message || entries.direction(at) !== directions.in) return false
  if (entries.peer(at) !== peer || entries.length(at) !== bytes.length) return false
  return capture.payloadSync(entries.offset(at), bytes.length).equals(bytes)
}
