import { open } from 'node:fs/promises'
import path from 'node:path'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { causes, directions } from '../../../shared/capture/record'
import { SockwrightError } from '../../../shared/contract/errors'
import { CapturePart, type SeriesFacts } from '../capture/capture-part'
import { readMeta, writeMeta } from '../capture/capture-meta'
import { captureFiles } from '../capture/capture-names'
import { systemDisk } from '../capture/disk'
import { EntryList, entrySize } from '../capture/record-entry'
import { RecordQueue, waitingEvent } from '../capture/record-queue'
import type { RolloverLimits } from '../capture/recorder-limits'
import { systemReason } from '../files/private-folder'

/** So much is written at once. */
const writeAtOnce = 1024 * 1024

/**
 * Writes a capture whose times are given, in the format of the recorder. Unlike a recorder it waits for the disk, and
 * a failing disk ends it.
 */
export class ImportWriter {
  private readonly queue: RecordQueue
  private readonly finished: string[] = []

  private constructor(
    private readonly series: SeriesFacts,
    private part: CapturePart,
    rollover: RolloverLimits,
  ) {
    this.queue = new RecordQueue(series.name, rollover, {
      plan: part.plan,
      payload: 0,
      events: 0,
      entries: 0,
    })
  }

  /** Begins a series. Fails with `E_IMPORT_WRITE`. */
  static async create(series: SeriesFacts, rollover: RolloverLimits): Promise<ImportWriter> {
    const plan = { part: 1, firstRecord: 1, firstPeer: 1 }
    const part = await writing(series, () => CapturePart.create(series, plan, systemDisk, 0))
    return new ImportWriter(series, part, rollover)
  }

  /** So much waits that {@link write} is due. */
  get isDue(): boolean {
    return this.queue.bytes >= writeAtOnce
  }

  /** `time` in µs, never less than that of the record before. */
  message(time: number, peer: number, direction: 'in' | 'out', bytes: Uint8Array): void {
    this.queue.message(time, peer, directions[direction], causes.none, bytes)
  }

  event(time: number, peer: number, event: CaptureEvent): void {
    this.queue.event(waitingEvent(time, peer, event))
  }

  /** Writes all that waits. Fails with `E_IMPORT_WRITE`. */
  async write(): Promise<void> {
    await writing(this.series, async () => {
      for (let batch = this.queue.take(); batch; batch = this.queue.take()) {
        if (batch.plan !== this.part.plan) await this.beginPart(batch.plan)
        const { entries, failure } = await this.part.commit(batch)
        if (entries < batch.count) throw failure
        batch.release()
      }
    })
  }

  /** Writes everything to the disk for good. Fails with `E_IMPORT_WRITE`. */
  async close(): Promise<void> {
    await this.write()
    await writing(this.series, async () => {
      await this.endPart()
      for (const folder of this.finished) await giveTimes(folder)
    })
  }

  /** Releases the files of a series that is not to be finished. */
  async abandon(): Promise<void> {
    // What failed is told already; the folder is removed.
    await this.part.close(0).catch(() => undefined)
  }

  private async beginPart(plan: CapturePart['plan']): Promise<void> {
    await this.endPart()
    this.part = await CapturePart.create(this.series, plan, systemDisk, 0)
  }

  private async endPart(): Promise<void> {
    await this.part.close(0)
    this.finished.push(this.part.folder)
  }
}

/** The times of a folder are those of its first and its last record, not those of the writing. */
async function giveTimes(folder: string): Promise<void> {
  const meta = readMeta(folder)
  const index = await open(path.join(folder, captureFiles.index))
  try {
    const { size } = await index.stat()
    if (!meta || size < entrySize) return
    const timeAt = async (position: number) => {
      const { buffer } = await index.read(Buffer.alloc(entrySize), 0, entrySize, position)
      return Math.floor(new EntryList(buffer).time(0) / 1_000)
    }
    const startedAt = await timeAt(0)
    const endedAt = await timeAt(size - entrySize)
    await writeMeta(folder, { ...meta, startedAt, endedAt })
  } finally {
    await index.close()
  }
}

async function writing<T>({ capturesFolder }: SeriesFacts, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const details = { path: capturesFolder, reason: systemReason(thrown) }
    throw new SockwrightError('E_IMPORT_WRITE', details, { cause: thrown })
  }
}
