import { directions, isOriginal, recordKinds } from '../../../shared/capture/record'
import { EntryBlockPool, EntryBlocks } from './entry-blocks'
import { PayloadQueue, SlabPool } from './payload-queue'
import { entrySize, type EntryList } from './record-entry'

/** A folder of the series as it was planned when its first record was taken. */
export interface PartPlan {
  readonly part: number
  readonly firstRecord: number
  readonly firstPeer: number
}

/** What some records amount to. Bytes are inbound payload. */
export interface BatchTotals {
  readonly inboundBytes: number
  readonly messages: number
}

/** An event as it waits: its facts are JSON already. */
export interface WaitingEvent {
  readonly time: number
  readonly peer: number
  readonly facts: Uint8Array
}

/** Memory that batches share one after the other. */
export class BatchMemory {
  readonly slabs = new SlabPool()
  readonly entryBlocks = new EntryBlockPool()
}

/** Records of one folder that are written together: payload and events first, then the entries that point to them. */
export class Batch {
  readonly #payload: PayloadQueue
  readonly #entries: EntryBlocks
  readonly #events: Uint8Array[] = []
  #eventBytes = 0
  #inboundBytes = 0
  #messages = 0
  readonly #whenOver: (() => void)[] = []
  /** Its last event says that the series goes on in the next folder. */
  sealed = false
  /** When the first record was taken, ms of the monotonic clock. */
  since = 0

  constructor(
    readonly plan: PartPlan,
    memory: BatchMemory,
  ) {
    this.#payload = new PayloadQueue(memory.slabs)
    this.#entries = new EntryBlocks(memory.entryBlocks)
  }

  get count(): number {
    return this.#entries.count
  }

  /** Bytes of memory that wait here, as far as they count. */
  get bytes(): number {
    return this.#payload.bytes + this.#eventBytes + this.#entries.count * entrySize
  }

  get totals(): BatchTotals {
    return { inboundBytes: this.#inboundBytes, messages: this.#messages }
  }

  addMessage(
    time: number,
    offset: number,
    peer: number,
    direction: number,
    cause: number,
    bytes: Uint8Array,
    flags: number,
    link: number,
  ): void {
    if (this.#entries.count === 0) this.since = performance.now()
    this.#payload.add(bytes)
    this.#entries.add(
      time,
      offset,
      bytes.byteLength,
      peer,
      recordKinds.message,
      direction,
      cause,
      flags,
      link,
    )
    this.#messages += 1
    if (direction === directions.in && isOriginal(flags)) this.#inboundBytes += bytes.byteLength
  }

  /** Adds inbound messages behind one another in `chunk`, as {@link EntryBlocks.addInbound} says. */
  addInbound(
    time: number,
    offset: number,
    peer: number,
    chunk: Uint8Array,
    from: number,
    ends: Uint32Array,
    count: number,
  ): void {
    if (this.#entries.count === 0) this.since = performance.now()
    const bytes = chunk.subarray(from, ends[count - 1])
    this.#payload.add(bytes)
    this.#entries.addInbound(time, offset, peer, from, ends, count)
    this.#messages += count
    this.#inboundBytes += bytes.byteLength
  }

  addEvent(event: WaitingEvent, offset: number): void {
    if (this.#entries.count === 0) this.since = performance.now()
    this.#events.push(event.facts)
    this.#eventBytes += event.facts.byteLength
    const { time, peer, facts } = event
    this.#entries.add(time, offset, facts.byteLength, peer, recordKinds.event, directions.none, 0)
  }

  payload(): readonly Uint8Array[] {
    return this.#payload.take()
  }

  events(): readonly Uint8Array[] {
    return this.#events
  }

  /** The bytes of all entries, in order. */
  entryBytes(): readonly Uint8Array[] {
    return this.#entries.stretches()
  }

  /** A copy of the entries, for when something went wrong. */
  entries(): EntryList {
    return this.#entries.list()
  }

  /** What the records from the `from`-th (0-based) on amount to, and the events among them. */
  rest(from: number): BatchTotals & { readonly events: readonly WaitingEvent[] } {
    const entries = this.entries()
    const events: WaitingEvent[] = []
    let inboundBytes = 0
    let messages = 0
    let event = 0
    for (let index = 0; index < entries.count; index += 1) {
      const isEvent = entries.kind(index) === recordKinds.event
      const facts = isEvent ? this.#events[event++]! : null
      if (index < from) continue
      if (facts) events.push({ time: entries.time(index), peer: entries.peer(index), facts })
      else {
        messages += 1
        const isInbound = entries.direction(index) === directions.in && isOriginal(entries.flags(index))
        if (isInbound) inboundBytes += entries.length(index)
      }
    }
    if (this.sealed && from < entries.count) events.pop()
    return { inboundBytes, messages, events }
  }

  /** Resolves at {@link release}. */
  over(): Promise<void> {
    return new Promise((resolve) => this.#whenOver.push(resolve))
  }

  /** Gives its memory back; the batch is over. */
  release(): void {
    this.#payload.release()
    this.#entries.release()
    for (const resolve of this.#whenOver.splice(0)) resolve()
  }
}
