import path from 'node:path'
import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { causes, directions, type Cause } from '../../../shared/capture/record'
import type { Failure } from '../../../shared/contract/errors'
import type { RecordingStatus } from '../../../shared/endpoints/endpoint-status'
import { makePrivateFolder } from '../files/private-folder'
import { Batch, BatchMemory, type PartPlan } from './batch'
import type { CaptureClock } from './capture-clock'
import { captureFolderName } from './capture-names'
import { CauseNumbers } from './cause-names'
import { CapturePart, type CommitOutcome, type SeriesFacts } from './capture-part'
import type { Disk } from './disk'
import { HeldEvents } from './held-events'
import { PendingJournal } from './pending-journal'
import { RecordQueue, waitingEvent, type SeriesEnd } from './record-queue'
import type { Recorder, RecorderCounters } from './recorder'
import type { RecorderLimits, RolloverLimits } from './recorder-limits'
import { recordingFailure } from './recording-failure'
import { Throttle } from './throttle'
import type { UnfinishedBudget } from './unfinished-budget'
import type { UnfinishedMessage } from './unfinished-message'

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
 * The recorder of one run of one endpoint. Records are taken without waiting; one loop writes what has gathered while
 * the write before was under way. A failing disk stops recording: what waits and what comes is counted as lost, events
 * are held in memory, and every `checkMs` it tries again.
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
  readonly #progress: Throttle
  readonly #progressListeners = new Set<() => void>()
  readonly #congestionListeners = new Set<(congested: boolean) => void>()
  readonly #finishing = new Set<Promise<void>>()
  readonly #checks: NodeJS.Timeout
  #part: CapturePart
  #partIsSealed = false
  #earlierBytes = 0
  #taken = 0
  #recorded = 0
  #pending = 0
  #unfinishedBytes = 0
  #lost = 0
  #messages = 0
  #congested = false
  #accepting = true
  #closing: Promise<void> | null = null
  #stopped: Failure | null = null
  #lostSinceStop = { bytes: 0, messages: 0 }
  /** What a sync that ran beside a write ended with. */
  #syncFailure: unknown = null
  #writing: Batch | null = null
  #writingBytes = 0
  #drain: Promise<void> | null = null
  #resuming: Promise<void> | null = null
  #gather: NodeJS.Timeout | null = null
  #wroteAt = -Infinity
  #soon: NodeJS.Immediate | null = null

  constructor({ series, first, clock, disk, rollover, limits, unfinished }: RecorderParts) {
    this.clock = clock
    this.#series = series
    this.#part = first
    this.#disk = disk
    this.#limits = limits
    this.#queue = new RecordQueue(series.name, rollover, endOf(first))
    this.#held = new HeldEvents(limits.heldEvents)
    this.#causes = new CauseNumbers(first.folder, (cause) => this.event(0, { event: 'cause-named', cause }))
    this.#budget = unfinished
    this.#journal = new PendingJournal(first.folder, {
      disk,
      everyMs: limits.journalMs,
      nextRecord: () => this.#queue.nextRecord,
      failed: (thrown) => this.#syncFailed(thrown),
    })
    this.#progress = new Throttle(limits.progressMs, () => {
      for (const listener of this.#progressListeners) listener()
    })
    this.#checks = setInterval(() => this.#check(), limits.checkMs)
  }

  messageIn(peer: number, bytes: Uint8Array, flags = 0, time?: number): number {
    this.#taken += bytes.byteLength
    if (!this.#accepting) {
      this.#lose(bytes.byteLength, 1)
      return 0
    }
    this.#pending += bytes.byteLength
    // Bytes that waited keep their time, unless a later one is recorded already.
    const at = time === undefined ? this.clock.now() : Math.max(time, this.#queue.lastTime)
    const record = this.#queue.message(at, peer, directions.in, causes.none, bytes, flags)
    this.#added()
    return record
  }

  messagesIn(peer: number, chunk: Uint8Array, from: number, ends: Uint32Array, count: number): number {
    const bytes = ends[count - 1]! - from
    this.#taken += bytes
    if (!this.#accepting) {
      this.#lose(bytes, count)
      return 0
    }
    this.#pending += bytes
    const record = this.#queue.inbound(this.clock.now(), peer, chunk, from, ends, count)
    this.#added()
    return record
  }

  holds(message: UnfinishedMessage, change: number): void {
    this.#unfinishedBytes += change
    this.#journal.changed(message)
    if (change > 0) this.#progress.call()
    this.#budget.changed(message, change)
  }

  messageOut(peer: number, bytes: Uint8Array, cause: Cause): number {
    if (!this.#accepting) {
      this.#lose(0, 1)
      return 0
    }
    const record = this.#queue.message(this.clock.now(), peer, directions.out, this.#causes.of(cause), bytes)
    this.#added()
    return record
  }

  event(peer: number, event: CaptureEvent): number {
    const waiting = waitingEvent(this.clock.now(), peer, event)
    if (!this.#accepting) {
      this.#held.add(waiting)
      return 0
    }
    const record = this.#queue.event(waiting)
    this.#added()
    return record
  }

  get counters(): RecorderCounters {
    return {
      taken: this.#taken + this.#unfinishedBytes,
      recorded: this.#recorded,
      pending: this.#pending + this.#unfinishedBytes,
      lost: this.#lost,
      messages: this.#messages,
    }
  }

  get congested(): boolean {
    return this.#congested
  }

  status(): RecordingStatus {
    const { capturesFolder, name } = this.#series
    const oldest = this.#writing?.since ?? this.#queue.oldest
    return {
      capture: path.join(capturesFolder, captureFolderName(name, 1)),
      records: this.#part.plan.firstRecord - 1 + this.#part.entries,
      bytes: this.#earlierBytes + this.#part.bytes,
      lagMs: oldest === null ? 0 : Math.round(performance.now() - oldest),
      stopped: this.#stopped,
    }
  }

  onCongestion(listener: (congested: boolean) => void): void {
    this.#congestionListeners.add(listener)
  }

  onProgress(listener: () => void): void {
    this.#progressListeners.add(listener)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    clearInterval(this.#checks)
    await this.#resuming
    if (this.#accepting) await this.#drainAll()
    if (!this.#accepting) {
      await this.#resume(0)
      await this.#drainAll()
    }
    this.#accepting = false
    this.#cancelGathering()
    await Promise.all(this.#finishing)
    await this.#journal.close()
    await this.#part.close(this.#lost).catch((thrown: unknown) => {
      this.#stopped ??= recordingFailure(thrown, this.#part.folder)
    })
    this.#progress.call()
    this.#progress.flush()
  }

  async #drainAll(): Promise<void> {
    while (this.#accepting && this.#waiting > 0) {
      this.#startWriting()
      await this.#drain
    }
  }

  // -- waiting ------------------------------------------------------------------------------------------------------

  /** Memory of all records that are not on disk, the batch being written included. */
  get #waiting(): number {
    return this.#queue.bytes + this.#writingBytes
  }

  #added(): void {
    if (this.#waiting > this.#limits.congestedAbove) this.#setCongested(true)
    if (!this.#drain) this.#gatherOrWrite()
  }

  #gatherOrWrite(): void {
    if (this.#soon) return
    if (this.#waiting >= this.#limits.writeAtOnce) this.#soon = setImmediate(() => this.#startWriting())
    else this.#gather ??= setTimeout(() => this.#startWriting(), this.#gatherMs)
  }

  get #gatherMs(): number {
    const { gatherMs, gatherBusyMs } = this.#limits
    return performance.now() - this.#wroteAt < 2 * gatherBusyMs ? gatherBusyMs : gatherMs
  }

  #cancelGathering(): void {
    if (this.#soon) clearImmediate(this.#soon)
    if (this.#gather) clearTimeout(this.#gather)
    this.#soon = null
    this.#gather = null
  }

  #setCongested(congested: boolean): void {
    if (this.#congested === congested) return
    this.#congested = congested
    for (const listener of this.#congestionListeners) listener(congested)
  }

  // -- writing ------------------------------------------------------------------------------------------------------

  #startWriting(): void {
    this.#cancelGathering()
    this.#drain ??= this.#write().finally(() => {
      this.#drain = null
      this.#wroteAt = performance.now()
      if (this.#accepting && this.#waiting > 0) this.#gatherOrWrite()
    })
  }

  async #write(): Promise<void> {
    for (let batch = this.#queue.take(); batch; batch = this.#nextLarge()) {
      this.#writing = batch
      this.#writingBytes = batch.bytes
      const { entries, failure } = await this.#commit(batch)
      this.#writing = null
      this.#writingBytes = 0
      const isWhole = entries === batch.count
      this.#settle(batch, entries)
      const syncFailure = this.#takeSyncFailure()
      if (!isWhole) return this.#stop(failure, batch, entries)
      if (batch.sealed) this.#partIsSealed = true
      batch.release()
      if (failure ?? syncFailure) return this.#stop(failure ?? syncFailure, null, 0)
      if (this.#waiting < this.#limits.relievedBelow) this.#setCongested(false)
    }
  }

  /** While a lot arrives, what has gathered during one write is written at once. */
  #nextLarge(): Batch | null {
    const isLarge = this.#queue.hasSealed || this.#waiting >= this.#limits.writeAtOnce
    return isLarge ? this.#queue.take() : null
  }

  async #commit(batch: Batch): Promise<CommitOutcome> {
    try {
      if (batch.plan !== this.#part.plan) await this.#openPart(batch.plan)
    } catch (thrown) {
      return { entries: 0, failure: thrown }
    }
    return this.#part.commit(batch)
  }

  async #openPart(plan: PartPlan): Promise<void> {
    const next = await CapturePart.create(this.#series, plan, this.#disk, this.#lost)
    const before = this.#part
    this.#part = next
    this.#partIsSealed = false
    this.#earlierBytes += before.bytes
    await this.#journal.moveTo(next.folder)
    const finished = before.close(this.#lost).catch(async (thrown: unknown) => {
      if (await before.isThere()) this.#syncFailed(thrown)
    })
    this.#finishing.add(finished)
    void finished.then(() => this.#finishing.delete(finished))
  }

  #settle(batch: Batch, entries: number): void {
    const rest = entries < batch.count ? batch.rest(entries) : { inboundBytes: 0, messages: 0 }
    const inbound = batch.totals.inboundBytes - rest.inboundBytes
    this.#recorded += inbound
    this.#pending -= inbound
    this.#messages += batch.totals.messages - rest.messages
    this.#progress.call()
  }

  // -- failing and resuming -----------------------------------------------------------------------------------------

  #lose(inboundBytes: number, messages: number): void {
    this.#lost += inboundBytes
    this.#lostSinceStop.bytes += inboundBytes
    this.#lostSinceStop.messages += messages
    if (!this.#closing) this.#progress.call()
  }

  /** Drops what waits, from the `entries`-th record of the batch `broken` on. */
  #stop(thrown: unknown, broken: Batch | null, entries: number): void {
    this.#accepting = false
    this.#journal.pause()
    this.#stopped = recordingFailure(thrown, this.#part.folder)
    this.#lostSinceStop = { bytes: 0, messages: 0 }
    const dropped = [...(broken ? [broken] : []), ...this.#queue.clear()]
    for (const batch of dropped) this.#drop(batch, batch === broken ? entries : 0)
    const end = this.#partIsSealed
      ? { plan: dropped[0]!.plan, payload: 0, events: 0, entries: 0 }
      : endOf(this.#part)
    this.#queue.restart(end)
    const event: CaptureEvent = { event: 'recording-stopped', failure: this.#stopped }
    this.#held.addAlways(waitingEvent(this.clock.now(), 0, event))
    this.#cancelGathering()
    this.#setCongested(false)
    this.#progress.call()
  }

  #drop(batch: Batch, from: number): void {
    const { inboundBytes, messages, events } = batch.rest(from)
    this.#pending -= inboundBytes
    this.#lose(inboundBytes, messages)
    for (const event of events) this.#held.add(event)
    batch.release()
  }

  #syncFailed(thrown: unknown): void {
    if (!this.#accepting) return
    if (this.#drain) this.#syncFailure = thrown
    else this.#stop(thrown, null, 0)
  }

  #takeSyncFailure(): unknown {
    const failure = this.#syncFailure
    this.#syncFailure = null
    return failure
  }

  setEncoding(encoding: TextEncoding): void {
    if (this.#series.encoding === encoding) return
    this.#series.encoding = encoding
    // One that is under way may tell the old encoding; the next one is a second off.
    if (this.#accepting && !this.#closing) this.#checkpoint()
  }

  #checkpoint(): void {
    this.#part.checkpoint(this.#lost).catch((thrown: unknown) => this.#syncFailed(thrown))
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
    if (this.#waiting > 0) this.#progress.call()
  }

  async #resume(neededBytes: number): Promise<void> {
    try {
      await makePrivateFolder(this.#series.capturesFolder)
      if ((await this.#disk.freeBytes(this.#series.capturesFolder)) < neededBytes) return
      let end = await this.#endToResumeAt()
      while (this.#held.count > 0) end = await this.#writeHeld(end)
      this.#goOn(end)
    } catch (thrown) {
      this.#stopped = recordingFailure(thrown, this.#part.folder)
      this.#progress.call()
    }
  }

  /** Where the folder was removed, the series goes on in a new one. */
  async #endToResumeAt(): Promise<SeriesEnd> {
    const end = endOf(this.#part)
    if (this.#partIsSealed || !(await this.#part.isThere())) {
      return { plan: this.#queue.planAfter(end), payload: 0, events: 0, entries: 0 }
    }
    await this.#part.repair()
    return end
  }

  async #writeHeld(end: SeriesEnd): Promise<SeriesEnd> {
    const events = this.#held.take()
    const batch = new Batch(end.plan, new BatchMemory())
    let offset = end.events
    for (const event of events) {
      batch.addEvent(event, offset)
      offset += event.facts.byteLength
    }
    const { entries, failure } = await this.#commit(batch)
    if (entries < events.length) {
      this.#held.putBack(events.slice(entries))
      throw failure
    }
    return endOf(this.#part)
  }

  #goOn(end: SeriesEnd): void {
    this.#queue.restart(end)
    this.#journal.resume()
    this.#stopped = null
    this.#accepting = true
    const { bytes: lostBytes, messages: lostMessages } = this.#lostSinceStop
    const lostEvents = this.#held.takeDropped()
    this.event(0, { event: 'recording-resumed', lostBytes, lostMessages, lostEvents })
    this.#progress.call()
  }
}

function endOf(part: CapturePart): SeriesEnd {
  return { plan: part.plan, payload: part.payloadEnd, events: part.eventsEnd, entries: part.entries }
}
