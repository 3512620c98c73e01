import type { Batch } from './batch'
import { Congestion } from './congestion'
import type { RecordQueue } from './record-queue'
import type { RecorderLimits } from './recorder-limits'
import type { SeriesWriter } from './series-writer'
import { WritePacing } from './write-pacing'

/** What a write loop works with, and what it tells its recorder. */
export interface WriteLoopParts {
  readonly queue: RecordQueue
  readonly writer: SeriesWriter
  readonly limits: RecorderLimits
  /** The first `entries` records of the batch are on disk. */
  settled(batch: Batch, entries: number): void
  /** The disk failed; of the batch `broken`, the records from the `entries`-th on are not on disk. */
  failed(thrown: unknown, broken: Batch | null, entries: number): void
}

/** Brings a queue of records to disk: one loop writes what has gathered while the write before was under way. */
export class WriteLoop {
  readonly #parts: WriteLoopParts
  readonly #pacing: WritePacing
  readonly #congestion: Congestion
  #writing: Batch | null = null
  #writingBytes = 0
  #drain: Promise<void> | null = null
  /** What went wrong beside a write while it was under way. */
  #otherFailure: unknown = null

  constructor(parts: WriteLoopParts) {
    this.#parts = parts
    this.#congestion = new Congestion(parts.limits)
    this.#pacing = new WritePacing(parts.limits, () => this.#start())
  }

  /** Memory of all records that are not on disk, the batch being written included. */
  get waiting(): number {
    return this.#parts.queue.bytes + this.#writingBytes
  }

  /** Since when the oldest record waits, on the clock of `performance`; null where none does. */
  get oldest(): number | null {
    return this.#writing?.since ?? this.#parts.queue.oldest
  }

  /** So much waits that sockets must not be read. */
  get congested(): boolean {
    return this.#congestion.is
  }

  onCongestion(listener: (congested: boolean) => void): void {
    this.#congestion.onChange(listener)
  }

  /** Resolves when all records taken until now are on disk or dropped, and their memory is not needed any more. */
  async written(): Promise<void> {
    await (this.#parts.queue.last ?? this.#writing)?.over()
  }

  /** The queue has grown. */
  grew(): void {
    this.#congestion.grew(this.waiting)
    if (!this.#drain) this.#pacing.waits(this.waiting)
  }

  /** The queue was emptied because nothing can be written. */
  emptied(): void {
    this.#pacing.cancel()
    this.#congestion.shrank(0)
  }

  /** Resolves when nothing waits, be it on disk or dropped after a failure. */
  async drainAll(): Promise<void> {
    while (this.waiting > 0) {
      this.#start()
      await this.#drain
    }
    this.#pacing.cancel()
  }

  /** Something beside the writes failed: told after the write that is under way, or at once. */
  otherFailed(thrown: unknown): void {
    if (this.#drain) this.#otherFailure = thrown
    else this.#parts.failed(thrown, null, 0)
  }

  #start(): void {
    this.#pacing.cancel()
    this.#drain ??= this.#write().finally(() => {
      this.#drain = null
      this.#pacing.wrote()
      if (this.waiting > 0) this.#pacing.waits(this.waiting)
    })
  }

  async #write(): Promise<void> {
    const { queue, writer, settled, failed } = this.#parts
    for (let batch = queue.take(); batch; batch = this.#nextLarge()) {
      this.#writing = batch
      this.#writingBytes = batch.bytes
      const { entries, failure } = await writer.commit(batch)
      this.#writing = null
      this.#writingBytes = 0
      const isWhole = entries === batch.count
      settled(batch, entries)
      const otherFailure = this.#takeOtherFailure()
      if (!isWhole) return failed(failure, batch, entries)
      batch.release()
      if (failure ?? otherFailure) return failed(failure ?? otherFailure, null, 0)
      this.#congestion.shrank(this.waiting)
    }
  }

  /** While a lot arrives, what has gathered during one write is written at once. */
  #nextLarge(): Batch | null {
    const { queue, limits } = this.#parts
    const isLarge = queue.hasSealed || this.waiting >= limits.writeAtOnce
    return isLarge ? queue.take() : null
  }

  #takeOtherFailure(): unknown {
    const failure = this.#otherFailure
    this.#otherFailure = null
    return failure
  }
}
