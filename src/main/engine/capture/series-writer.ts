import path from 'node:path'
import type { Batch, PartPlan } from './batch'
import { captureFolderName } from './capture-names'
import { CapturePart, type CommitOutcome, type SeriesFacts } from './capture-part'
import type { Disk } from './disk'
import type { SeriesEnd } from './record-queue'

/** What a series writer tells its recorder. */
export interface SeriesWriterParts {
  readonly series: SeriesFacts
  readonly disk: Disk
  /** Inbound bytes that the series has lost so far. */
  lost(): number
  /** Recording goes on in another folder; nothing is written until it resolves. */
  moved(folder: string): Promise<void>
  /** What was written could not be made to survive a power loss. */
  failed(thrown: unknown): void
}

/** Writes batches into the folders of one series, one after the other, and finishes each folder that is complete. */
export class SeriesWriter {
  #part: CapturePart
  /** The last event of the folder says that the series goes on in the next one. */
  #isSealed = false
  #earlierBytes = 0
  readonly #finishing = new Set<Promise<void>>()

  constructor(
    first: CapturePart,
    private readonly parts: SeriesWriterParts,
  ) {
    this.#part = first
  }

  /** The folder that is written. */
  get folder(): string {
    return this.#part.folder
  }

  /** The first folder, by which the capture is known. */
  get capture(): string {
    const { capturesFolder, name } = this.parts.series
    return path.join(capturesFolder, captureFolderName(name, 1))
  }

  /** Number of the last record on disk. */
  get records(): number {
    return this.#part.plan.firstRecord - 1 + this.#part.entries
  }

  /** Bytes of all folders. */
  get bytes(): number {
    return this.#earlierBytes + this.#part.bytes
  }

  get isSealed(): boolean {
    return this.#isSealed
  }

  /** Where the records on disk end. */
  get end(): SeriesEnd {
    const { plan, payloadEnd, eventsEnd, entries } = this.#part
    return { plan, payload: payloadEnd, events: eventsEnd, entries }
  }

  /** Opens the folder of the batch where it is the next one, and appends the batch. */
  async commit(batch: Batch): Promise<CommitOutcome> {
    try {
      if (batch.plan !== this.#part.plan) await this.#open(batch.plan)
    } catch (thrown) {
      return { entries: 0, failure: thrown }
    }
    const outcome = await this.#part.commit(batch)
    if (batch.sealed && outcome.entries === batch.count) this.#isSealed = true
    return outcome
  }

  /** As {@link CapturePart.checkpoint}. */
  checkpoint(): Promise<void> {
    return this.#part.checkpoint(this.parts.lost())
  }

  /** Can more be appended to the folder? It may have been removed. */
  async takesMore(): Promise<boolean> {
    return !this.#isSealed && (await this.#part.isThere())
  }

  /** Cuts off what a failed write left behind. Fails with the system's code. */
  repair(): Promise<void> {
    return this.#part.repair()
  }

  /** Resolves when the earlier folders are finished. */
  async earlierFinished(): Promise<void> {
    await Promise.all(this.#finishing)
  }

  /** Finishes the last folder. Fails with the system's code; the files are closed all the same. */
  close(): Promise<void> {
    return this.#part.close(this.parts.lost())
  }

  async #open(plan: PartPlan): Promise<void> {
    const { series, disk, lost, moved, failed } = this.parts
    const next = await CapturePart.create(series, plan, disk, lost())
    const before = this.#part
    this.#part = next
    this.#isSealed = false
    this.#earlierBytes += before.bytes
    await moved(next.folder)
    const finished = before.close(lost()).catch(async (thrown: unknown) => {
      if (await before.isThere()) failed(thrown)
    })
    this.#finishing.add(finished)
    void finished.then(() => this.#finishing.delete(finished))
  }
}
