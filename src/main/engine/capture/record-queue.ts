import { causes, directions } from '../../../shared/capture/record'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { Batch, BatchMemory, type PartPlan, type WaitingEvent } from './batch'
import { captureFolderName } from './capture-names'
import { entrySize } from './record-entry'
import type { RolloverLimits } from './recorder-limits'

/** Where the next record of a series goes. Lengths in bytes of that folder's files. */
export interface SeriesEnd {
  readonly plan: PartPlan
  readonly payload: number
  readonly events: number
  readonly entries: number
}

/** JSON of an event with its time. */
export function waitingEvent(time: number, peer: number, event: CaptureEvent): WaitingEvent {
  return { time, peer, facts: Buffer.from(JSON.stringify(event)) }
}

/** A link has 16 bits: a record further back is not named. */
function linkTo(recordsBack: number): number {
  return recordsBack > 0 && recordsBack <= 0xffff ? recordsBack : 0
}

/** Records on their way to the disk, in batches, each for one folder. Decides when the next folder begins. */
export class RecordQueue {
  readonly #memory = new BatchMemory()
  readonly #series: string
  readonly #rollover: RolloverLimits
  #sealed: Batch[] = []
  #current: Batch
  #plan: PartPlan
  #plannedAt = performance.now()
  #payload: number
  #events: number
  #entries: number
  #highestPeer = 0
  #bytes = 0
  #lastTime = 0

  /** Begins at `end` of the series `series`. */
  constructor(series: string, rollover: RolloverLimits, end: SeriesEnd) {
    this.#series = series
    this.#rollover = rollover
    this.#plan = end.plan
    this.#payload = end.payload
    this.#events = end.events
    this.#entries = end.entries
    this.#current = new Batch(end.plan, this.#memory)
  }

  /** Adds a message, which was made of the record `original` unless that is 0; returns its record number. */
  message(
    time: number,
    peer: number,
    direction: number,
    cause: number,
    bytes: Uint8Array,
    flags = 0,
    original = 0,
  ): number {
    const length = bytes.byteLength
    if (this.#payload + length > this.#rollover.bytes) this.#rollOverWhereStarted(time)
    const link = original === 0 ? 0 : linkTo(this.nextRecord - original)
    this.#current.addMessage(time, this.#payload, peer, direction, cause, bytes, flags, link)
    this.#payload += length
    return this.#numberNext(time, peer, length)
  }

  /** Adds inbound messages that lie behind one another in `chunk`; returns the record number of the first. */
  inbound(
    time: number,
    peer: number,
    chunk: Uint8Array,
    from: number,
    ends: Uint32Array,
    count: number,
  ): number {
    const bytes = ends[count - 1]! - from
    if (!this.#hasRoom(bytes, count)) return this.#inboundOneByOne(time, peer, chunk, from, ends, count)
    this.#current.addInbound(time, this.#payload, peer, chunk, from, ends, count)
    const record = this.nextRecord
    this.#lastTime = time
    this.#payload += bytes
    this.#bytes += bytes + count * entrySize
    this.#entries += count
    if (peer > this.#highestPeer) this.#highestPeer = peer
    return record
  }

  /** Number of the next record. */
  get nextRecord(): number {
    return this.#plan.firstRecord + this.#entries
  }

  /** Time of the last record taken, µs since the epoch. */
  get lastTime(): number {
    return this.#lastTime
  }

  /** Adds an event; returns its record number. */
  event(event: WaitingEvent): number {
    const length = event.facts.byteLength
    if (this.#events + length > this.#rollover.bytes) this.#rollOverWhereStarted(event.time)
    this.#current.addEvent(event, this.#events)
    this.#events += length
    return this.#numberNext(event.time, event.peer, length)
  }

  /** Begins the next folder where this one has reached the age it may have. */
  checkAge(time: number): void {
    const { ageMs } = this.#rollover
    if (ageMs !== null && performance.now() - this.#plannedAt >= ageMs) this.#rollOverWhereStarted(time)
  }

  /** Memory that the waiting records take, as far as it counts. */
  get bytes(): number {
    return this.#bytes
  }

  /** True where a folder is complete and only has to be written. */
  get hasSealed(): boolean {
    return this.#sealed.length > 0
  }

  /** When the oldest waiting record was taken, ms of the monotonic clock; null where none waits. */
  get oldest(): number | null {
    const first = this.#sealed[0] ?? this.#current
    return first.count > 0 ? first.since : null
  }

  /** The batch that has the last record taken; null where nothing waits. */
  get last(): Batch | null {
    return this.#current.count > 0 ? this.#current : (this.#sealed.at(-1) ?? null)
  }

  /** The batch to be written next; null where nothing waits. */
  take(): Batch | null {
    const batch = this.#sealed.shift() ?? this.#takeCurrent()
    this.#bytes -= batch?.bytes ?? 0
    return batch
  }

  /** Removes all that waits, in order, the last one possibly empty. To be followed by {@link restart}. */
  clear(): readonly Batch[] {
    const batches = [...this.#sealed, this.#current]
    this.#sealed = []
    this.#bytes = 0
    return batches
  }

  /** Goes on at `end` after records were dropped. */
  restart(end: SeriesEnd): void {
    if (end.plan !== this.#plan) this.#plannedAt = performance.now()
    this.#plan = end.plan
    this.#payload = end.payload
    this.#events = end.events
    this.#entries = end.entries
    this.#current = new Batch(end.plan, this.#memory)
  }

  /** The folder after the one that ends at `end`. */
  planAfter(end: SeriesEnd): PartPlan {
    return {
      part: end.plan.part + 1,
      firstRecord: end.plan.firstRecord + end.entries,
      firstPeer: this.#highestPeer + 1,
    }
  }

  #takeCurrent(): Batch | null {
    if (this.#current.count === 0) return null
    const batch = this.#current
    this.#current = new Batch(this.#plan, this.#memory)
    return batch
  }

  #numberNext(time: number, peer: number, length: number): number {
    this.#bytes += length + entrySize
    if (peer > this.#highestPeer) this.#highestPeer = peer
    this.#lastTime = time
    const record = this.nextRecord
    this.#entries += 1
    if (this.#entries * entrySize >= this.#rollover.bytes) this.#rollOver(time)
    return record
  }

  /** Do so many records fit before the next folder begins? */
  #hasRoom(bytes: number, records: number): boolean {
    const limit = this.#rollover.bytes
    return this.#payload + bytes <= limit && (this.#entries + records) * entrySize < limit
  }

  #inboundOneByOne(
    time: number,
    peer: number,
    chunk: Uint8Array,
    from: number,
    ends: Uint32Array,
    count: number,
  ): number {
    let first = 0
    let start = from
    for (let index = 0; index < count; index += 1) {
      const end = ends[index]!
      const record = this.message(time, peer, directions.in, causes.none, chunk.subarray(start, end))
      if (index === 0) first = record
      start = end
    }
    return first
  }

  #rollOverWhereStarted(time: number): void {
    if (this.#entries > 0) this.#rollOver(time)
  }

  #rollOver(time: number): void {
    const next = captureFolderName(this.#series, this.#plan.part + 1)
    const event = waitingEvent(time, 0, { event: 'rolled-over', next })
    this.#current.addEvent(event, this.#events)
    this.#bytes += event.facts.byteLength + entrySize
    this.#entries += 1
    this.#current.sealed = true
    this.#sealed.push(this.#current)
    const plan = this.planAfter({
      plan: this.#plan,
      payload: this.#payload,
      events: this.#events,
      entries: this.#entries,
    })
    this.restart({ plan, payload: 0, events: 0, entries: 0 })
  }
}
