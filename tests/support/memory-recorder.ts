import { CaptureClock } from '../../src/main/engine/capture/capture-clock'
import type { UnfinishedMessage } from '../../src/main/engine/capture/unfinished-message'
import type { Recorder, RecorderCounters } from '../../src/main/engine/capture/recorder'
import type { CaptureEvent, CaptureEventName } from '../../src/shared/capture/capture-event'
import { isOriginal, recordFlags, type Cause, type Direction } from '../../src/shared/capture/record'
import type { TextEncoding } from '../../src/shared/encoding/text-encoding'
import type { RecordingStatus } from '../../src/shared/endpoints/endpoint-status'

/** One record as the test sees it. */
export interface MemoryRecord {
  readonly record: number
  readonly peer: number
  readonly direction: Direction
  readonly bytes: Uint8Array | null
  readonly cause: Cause
  readonly event: CaptureEvent | null
  readonly flags: number
  /** The record that it was made of; 0 where there is none. */
  readonly original: number
}

interface Waiter {
  readonly ready: () => boolean
  readonly resolve: () => void
}

/** Keeps all records in memory, for tests of what writes records. `keepPayload: false` counts bytes only. */
export class MemoryRecorder implements Recorder {
  readonly clock = new CaptureClock()
  readonly records: MemoryRecord[] = []
  closed = false
  encoding: TextEncoding = 'utf-8'
  #congested = false
  #taken = 0
  #unfinished = 0
  #numbers = 0
  #messages = 0
  readonly #congestionListeners: ((congested: boolean) => void)[] = []
  #waiters: Waiter[] = []

  constructor(private readonly options: { readonly keepPayload?: boolean } = {}) {}

  get counters(): RecorderCounters {
    const pending = this.#unfinished
    return { taken: this.#taken + pending, recorded: this.#taken, pending, lost: 0, messages: this.#messages }
  }

  get congested(): boolean {
    return this.#congested
  }

  set congested(congested: boolean) {
    this.#congested = congested
    this.#congestionListeners.forEach((listener) => listener(congested))
  }

  setEncoding(encoding: TextEncoding): void {
    this.encoding = encoding
  }

  messageIn(peer: number, bytes: Uint8Array, flags = 0, _time?: number, cause: Cause = 'none'): number {
    this.#taken += bytes.length
    return this.#add({
      peer,
      direction: 'in',
      bytes: Uint8Array.from(bytes),
      cause,
      event: null,
      flags,
      original: 0,
    })
  }

  messagesIn(peer: number, chunk: Uint8Array, from: number, ends: Uint32Array, count: number): number {
    const starts = [from, ...ends.subarray(0, count - 1)]
    return starts.map((start, index) => this.messageIn(peer, chunk.slice(start, ends[index])))[0]!
  }

  holds(message: UnfinishedMessage, change: number): void {
    if (message.direction === 'in') this.#unfinished += change
  }

  messageOut(peer: number, bytes: Uint8Array, cause: Cause, flags = 0): number {
    return this.#add({
      peer,
      direction: 'out',
      bytes: Uint8Array.from(bytes),
      cause,
      event: null,
      flags,
      original: 0,
    })
  }

  altered(
    peer: number,
    direction: Exclude<Direction, 'none'>,
    bytes: Uint8Array,
    cause: Cause,
    original: number,
    flags = 0,
  ): number {
    const all = flags | recordFlags.altered
    return this.#add({
      peer,
      direction,
      bytes: Uint8Array.from(bytes),
      cause,
      event: null,
      flags: all,
      original,
    })
  }

  event(peer: number, event: CaptureEvent): number {
    return this.#add({ peer, direction: 'none', bytes: null, cause: 'none', event, flags: 0, original: 0 })
  }

  status(): RecordingStatus {
    return { capture: 'memory', records: this.#numbers, bytes: this.#taken, lagMs: 0, stopped: null }
  }

  onCongestion(listener: (congested: boolean) => void): void {
    this.#congestionListeners.push(listener)
  }

  onProgress(): void {
    // Everything is visible at once; whoever waits here uses `until`.
  }

  written(): Promise<void> {
    return Promise.resolve()
  }

  close(): Promise<void> {
    this.closed = true
    return Promise.resolve()
  }

  /** All events of this name, in order; of one peer where it is given. */
  events<N extends CaptureEventName>(name: N, peer?: number): Extract<CaptureEvent, { event: N }>[] {
    return this.records
      .filter((record) => peer === undefined || record.peer === peer)
      .map(({ event }) => event)
      .filter((event) => event?.event === name) as Extract<CaptureEvent, { event: N }>[]
  }

  /** Names of the events of a peer, 0 for the endpoint's own, in order. */
  eventNames(peer: number): CaptureEventName[] {
    return this.records
      .filter((record) => record.peer === peer && record.event)
      .map(({ event }) => event!.event)
  }

  /** Payload of a peer in one direction, joined. */
  bytes(peer: number, direction: Direction): Buffer {
    const parts = this.records.filter(
      (record) => record.peer === peer && record.direction === direction && isOriginal(record.flags),
    )
    return Buffer.concat(parts.map(({ bytes }) => bytes ?? new Uint8Array()))
  }

  /** Resolves as soon as `ready` holds, looked at after every record. */
  until(ready: () => boolean): Promise<void> {
    if (ready()) return Promise.resolve()
    return new Promise((resolve) => this.#waiters.push({ ready, resolve }))
  }

  /** Resolves when an event of this name is there; returns the first. */
  async seen<N extends CaptureEventName>(
    name: N,
    peer?: number,
  ): Promise<Extract<CaptureEvent, { event: N }>> {
    await this.until(() => this.events(name, peer).length > 0)
    return this.events(name, peer)[0]!
  }

  #add(record: Omit<MemoryRecord, 'record'>): number {
    if (this.closed)
      throw new Error(`a record after close: ${JSON.stringify(record.event ?? record.direction)}`)
    const number = ++this.#numbers
    if (!record.event) this.#messages++
    const keep = this.options.keepPayload !== false || record.event !== null
    if (keep) this.records.push({ ...record, record: number })
    this.#wake()
    return number
  }

  #wake(): void {
    if (this.#waiters.length === 0) return
    const woken = this.#waiters.filter(({ ready }) => ready())
    this.#waiters = this.#waiters.filter((waiter) => !woken.includes(waiter))
    woken.forEach(({ resolve }) => resolve())
  }
}
