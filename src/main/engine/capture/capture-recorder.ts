import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { directions, recordFlags, type Cause, type Direction } from '../../../shared/capture/record'
import type { Failure } from '../../../shared/contract/errors'
import type { RecordingStatus } from '../../../shared/endpoints/endpoint-status'
import { makePrivateFolder } from '../files/private-folder'
import type { Batch } from './batch'
import type { CaptureClock } from './capture-clock'
import { CauseNumbers } from './cause-names'
import type { CapturePart, SeriesFacts } from './capture-part'
import type { Disk } from './disk'
import { HeldEvents } from './held-events'
import { PendingJournal } from './pending-journal'
import { RecordQueue, waitingEvent, type SeriesEnd } from './record-queue'
import type { Recorder, RecorderCounters } from './recorder'
import type { RecorderLimits, RolloverLimits } from './recorder-limits'
import { RecordingCounts } from './recording-counts'
import { recordingFailure } from './recording-failure'
import { resumeSeries } from './resumption'
import { SeriesWriter } from './series-writer'
import { RateLimit } from '../timing/rate-limit'
import type { UnfinishedBudget } from './unfinished-budget'
import type { UnfinishedMessage } from './unfinished-message'
import { WriteLoop } from './write-loop'

/** What a recorder works with; `openRecorder` fills it in. */
export interface RecorderParts {
  readonly series: SeriesFacts
  readonly first: CapturePart
  readonly clock: CaptureClock
  readonly disk: Disk
  readonly rollover: RolloverLimits
  readonly limits: RecorderLimits
  /** For the unfinished messages of all recorders of the engine. */
  readonly unfinished: UnfinishedBudget
}

/**
 * The recorder of one run of one endpoint. Records are taken without waiting and queue for the disk. A failing disk stops
 * recording: what waits and what comes is counted as lost, events are held in memory, and every `checkMs` it tries again.
 */
export class CaptureRecorder implements Recorder {
  readonly clock: CaptureClock
  readonly #series: SeriesFacts
  readonly #disk: Disk
  readonly #limits: RecorderLimits
  readonly #queue: RecordQueue
  readonly #held: HeldEvents
  readonly #causes: CauseNumbers
  readonly #journal: PendingJournal
  readonly #budget: UnfinishedBudget
  readonly #progress: RateLimit
  readonly #progressListeners = new Set<() => void>()
  readonly #checks: NodeJS.Timeout
  readonly #writer: SeriesWriter
  readonly #counts = new RecordingCounts()
  readonly #loop: WriteLoop
  #accepting = true
  #closing: Promise<void> | null = null
  #stopped: Failure | null = null
  #resuming: Promise<void> | null = null

  constructor({ series, first, clock, disk, rollover, limits, unfinished }: RecorderParts) {
    this.clock = clock
    this.#series = series
    this.#disk = disk
    this.#limits = limits
    this.#writer = new SeriesWriter(first, {
      series,
      disk,
      lost: () => this.#counts.lost,
      moved: (folder) => this.#journal.moveTo(folder),
      failed: (thrown) => this.#syncFailed(thrown),
    })
    this.#queue = new RecordQueue(series.name, rollover, this.#writer.end)
    this.#loop = new WriteLoop({
      queue: this.#queue,
      writer: this.#writer,
      limits,
      settled: (batch, entries) => this.#settle(batch, entries),
      failed: (thrown, broken, entries) => this.#stop(thrown, broken, entries),
    })
    this.#held = new HeldEvents(limits.heldEvents)
    this.#causes = new CauseNumbers(first.folder, (cause) => this.event(0, { event: 'cause-named', cause }))
    this.#budget = unfinished
    this.#journal = new PendingJournal(first.folder, {
      disk,
      everyMs: limits.journalMs,
      nextRecord: () => this.#queue.nextRecord,
      failed: (thrown) => this.#syncFailed(thrown),
    })
    this.#progress = new RateLimit(() => {
      for (const listener of this.#progressListeners) listener()
    }, limits.progressMs)
    this.#checks = setInterval(() => this.#check(), limits.checkMs)
  }

  messageIn(peer: number, bytes: Uint8Array, flags = 0, time?: number, cause: Cause = 'none'): number {
    if (!this.#accepting) return this.#refuse(bytes.byteLength, 1)
    this.#counts.took(bytes.byteLength)
    // Bytes that waited keep their time, unless a later one is recorded already.
    const at = time === undefined ? this.clock.now() : Math.max(time, this.#queue.lastTime)
    const record = this.#queue.message(at, peer, directions.in, this.#causes.of(cause), bytes, flags)
    this.#loop.grew()
    return record
  }

  messagesIn(peer: number, chunk: Uint8Array, from: number, ends: Uint32Array, count: number): number {
    const bytes = ends[count - 1]! - from
    if (!this.#accepting) return this.#refuse(bytes, count)
    this.#counts.took(bytes)
    const record = this.#queue.inbound(this.clock.now(), peer, chunk, from, ends, count)
    this.#loop.grew()
    return record
  }

  holds(message: UnfinishedMessage, change: number): void {
    if (message.direction === 'in') this.#counts.unfinishedChanged(change)
    this.#journal.changed(message)
    if (change > 0) this.#progress.note()
    this.#budget.changed(message, change)
  }

  messageOut(peer: number, bytes: Uint8Array, cause: Cause, flags = 0): number {
    if (!this.#accepting) return this.#refuse(0, 1)
    const number = this.#causes.of(cause)
    const record = this.#queue.message(this.clock.now(), peer, directions.out, number, bytes, flags)
    this.#loop.grew()
    return record
  }

  altered(
    peer: number,
    direction: Exclude<Direction, 'none'>,
    bytes: Uint8Array,
    cause: Cause,
    original: number,
    flags = 0,
  ): number {
    if (!this.#accepting) return this.#refuse(0, 1)
    const [way, number] = [directions[direction], this.#causes.of(cause)]
    const all = flags | recordFlags.altered
    const record = this.#queue.message(this.clock.now(), peer, way, number, bytes, all, original)
    this.#loop.grew()
    return record
  }

  event(peer: number, event: CaptureEvent): number {
    const waiting = waitingEvent(this.clock.now(), peer, event)
    if (!this.#accepting) {
      this.#held.add(waiting)
      return 0
    }
    const record = this.#queue.event(waiting)
    this.#loop.grew()
    return record
  }

  get counters(): RecorderCounters {
    return this.#counts.counters
  }

  get congested(): boolean {
    return this.#loop.congested
  }

  status(): RecordingStatus {
    const { capture, records, bytes } = this.#writer
    const { oldest } = this.#loop
    return {
      capture,
      records,
      bytes,
      lagMs: oldest === null ? 0 : Math.round(performance.now() - oldest),
      stopped: this.#stopped,
    }
  }

  onCongestion(listener: (congested: boolean) => void): void {
    this.#loop.onCongestion(listener)
  }

  onProgress(listener: () => void): void {
    this.#progressListeners.add(listener)
  }

  written(): Promise<void> {
    return this.#loop.written()
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    clearInterval(this.#checks)
    await this.#resuming
    if (this.#accepting) await this.#loop.drainAll()
    if (!this.#accepting) {
      await this.#resume(0)
      await this.#loop.drainAll()
    }
    this.#accepting = false
    await this.#writer.earlierFinished()
    await this.#journal.close()
    await this.#writer.close().catch((thrown: unknown) => {
      this.#stopped ??= recordingFailure(thrown, this.#writer.folder)
    })
    this.#progress.note()
    this.#progress.flush()
  }

  #settle(batch: Batch, entries: number): void {
    const rest = entries < batch.count ? batch.rest(entries) : { inboundBytes: 0, messages: 0 }
    this.#counts.wrote({
      inboundBytes: batch.totals.inboundBytes - rest.inboundBytes,
      messages: batch.totals.messages - rest.messages,
    })
    this.#progress.note()
  }

  // -- failing and resuming -----------------------------------------------------------------------------------------

  /** Counts what nobody takes as lost; returns the record number that it does not get. */
  #refuse(inboundBytes: number, messages: number): number {
    this.#counts.refused(inboundBytes, messages)
    if (!this.#closing) this.#progress.note()
    return 0
  }

  /** Drops what waits, from the `entries`-th record of the batch `broken` on. */
  #stop(thrown: unknown, broken: Batch | null, entries: number): void {
    this.#accepting = false
    this.#journal.pause()
    this.#stopped = recordingFailure(thrown, this.#writer.folder)
    this.#counts.beginStop()
    const dropped = [...(broken ? [broken] : []), ...this.#queue.clear()]
    for (const batch of dropped) this.#drop(batch, batch === broken ? entries : 0)
    const { isSealed, end } = this.#writer
    this.#queue.restart(isSealed ? { plan: dropped[0]!.plan, payload: 0, events: 0, entries: 0 } : end)
    const event: CaptureEvent = { event: 'recording-stopped', failure: this.#stopped }
    this.#held.addAlways(waitingEvent(this.clock.now(), 0, event))
    this.#loop.emptied()
    this.#progress.note()
  }

  #drop(batch: Batch, from: number): void {
    const rest = batch.rest(from)
    this.#counts.dropped(rest)
    for (const event of rest.events) this.#held.add(event)
    batch.release()
  }

  #syncFailed(thrown: unknown): void {
    if (this.#accepting) this.#loop.otherFailed(thrown)
  }

  setEncoding(encoding: TextEncoding): void {
    if (this.#series.encoding === encoding) return
    this.#series.encoding = encoding
    // One that is under way may tell the old encoding; the next one is a second off.
    if (this.#accepting && !this.#closing) this.#checkpoint()
  }

  #checkpoint(): void {
    this.#writer.checkpoint().catch((thrown: unknown) => this.#syncFailed(thrown))
  }

  /** Once a second: the clock, the age of the folder, the checkpoint, or another attempt after a failure. */
  #check(): void {
    const byMs = this.clock.wallStep()
    if (byMs !== 0) this.event(0, { event: 'clock-stepped', byMs })
    if (this.#accepting) {
      this.#queue.checkAge(this.clock.now())
      this.#checkpoint()
      this.#journal.sync()
    } else {
      this.#resuming ??= this.#resume(this.#limits.resumeFree).finally(() => {
        this.#resuming = null
      })
    }
    if (this.#loop.waiting > 0) this.#progress.note()
  }

  async #resume(neededBytes: number): Promise<void> {
    try {
      await makePrivateFolder(this.#series.capturesFolder)
      if ((await this.#disk.freeBytes(this.#series.capturesFolder)) < neededBytes) return
      this.#goOn(await resumeSeries(this.#writer, this.#queue, this.#held))
    } catch (thrown) {
      this.#stopped = recordingFailure(thrown, this.#writer.folder)
      this.#progress.note()
    }
  }

  #goOn(end: SeriesEnd): void {
    this.#queue.restart(end)
    this.#journal.resume()
    this.#stopped = null
    this.#accepting = true
    const { bytes: lostBytes, messages: lostMessages } = this.#counts.lostSinceStop
    const lostEvents = this.#held.takeDropped()
    this.event(0, { event: 'recording-resumed', lostBytes, lostMessages, lostEvents })
    this.#progress.note()
  }
}
