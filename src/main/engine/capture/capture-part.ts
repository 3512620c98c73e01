import { mkdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { recordKinds } from '../../../shared/capture/record'
import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import { SockwrightError } from '../../../shared/contract/errors'
import { takeLock, type LockFile } from '../files/lock-file'
import { makePrivateFolder } from '../files/private-folder'
import { AppendFile } from './append-file'
import type { Batch, BatchTotals, PartPlan } from './batch'
import { captureFiles, captureFolderName } from './capture-names'
import {
  captureFormatVersion,
  placeMeta,
  writeMeta,
  type CaptureCheckpoint,
  type CaptureMeta,
} from './capture-meta'
import type { Disk } from './disk'
import { entrySize, type EntryList } from './record-entry'

/** What every folder of a series has in common. */
export interface SeriesFacts {
  readonly capturesFolder: string
  readonly name: string
  readonly engine: string
  readonly endpoint: CaptureMeta['endpoint']
  /** How text is encoded; may change while the series is written. */
  encoding: TextEncoding
}

/** How far a batch came: `entries` of its records are on disk, whole; `failure` tells why not all. */
export interface CommitOutcome {
  readonly entries: number
  readonly failure: unknown
}

interface PartFiles {
  readonly payload: AppendFile
  readonly events: AppendFile
  readonly index: AppendFile
}

/** One capture folder that is being written. One commit at a time; a checkpoint may run beside it. */
export class CapturePart {
  #messages = 0
  #recorded = 0
  #payloadEnd = 0
  #eventsEnd = 0
  #entries = 0
  /** Entries in the last checkpoint; `null` before the first. */
  #checkpointed: number | null = null
  #checkpoint: Promise<void> | null = null
  /** The encoding that `meta.json` tells. */
  #described: TextEncoding | null = null

  private constructor(
    readonly folder: string,
    readonly plan: PartPlan,
    readonly startedAt: number,
    private readonly series: SeriesFacts,
    private readonly files: PartFiles,
    private readonly lock: LockFile,
  ) {}

  /** Makes the folder (0700) and its files (0600). Fails with the system's code, leaving nothing behind. `lost`: see
   * {@link checkpoint}. */
  static async create(series: SeriesFacts, plan: PartPlan, disk: Disk, lost: number): Promise<CapturePart> {
    const folder = path.join(series.capturesFolder, captureFolderName(series.name, plan.part))
    await makePrivateFolder(series.capturesFolder)
    await mkdir(folder, { mode: 0o700 })
    const opened: AppendFile[] = []
    const create = async (name: string) => {
      const file = await AppendFile.create(path.join(folder, name), disk)
      opened.push(file)
      return file
    }
    try {
      const lock = await takeLock(path.join(folder, captureFiles.lock))
      if (lock.is === 'busy') throw new SockwrightError('E_CAPTURE_LOCKED', { path: folder, pid: lock.pid })
      const files = {
        payload: await create(captureFiles.payload),
        events: await create(captureFiles.events),
        index: await create(captureFiles.index),
      }
      const part = new CapturePart(folder, plan, Date.now(), series, files, lock.lock)
      await placeMeta(folder, part.#meta(part.#reached(), lost, null))
      return part
    } catch (thrown) {
      for (const file of opened) await file.close()
      await rm(folder, { recursive: true, force: true })
      throw thrown
    }
  }

  /** Whole records on disk. */
  get entries(): number {
    return this.#entries
  }

  get payloadEnd(): number {
    return this.#payloadEnd
  }

  get eventsEnd(): number {
    return this.#eventsEnd
  }

  get bytes(): number {
    return this.#payloadEnd + this.#eventsEnd + this.#entries * entrySize
  }

  /** Appends a batch. Where the disk refuses, what fits as whole records is kept and the rest cut off again. */
  async commit(batch: Batch): Promise<CommitOutcome> {
    try {
      await this.files.payload.append(batch.payload())
      if (batch.events().length > 0) await this.files.events.append(batch.events())
      await this.files.index.append(batch.entryBytes())
    } catch (thrown) {
      return this.#commitInPart(batch, thrown ?? new Error('the disk failed'))
    }
    this.#payloadEnd = this.files.payload.length
    this.#eventsEnd = this.files.events.length
    this.#count(batch.count, batch.totals)
    return { entries: batch.count, failure: null }
  }

  /** Cuts off what a failed write left behind. Fails with the system's code. */
  async repair(): Promise<void> {
    const { payload, events, index } = this.files
    await index.truncate(this.#entries * entrySize)
    await payload.truncate(this.#payloadEnd)
    await events.truncate(this.#eventsEnd)
  }

  /** Does the path still lead to the files that are open here? */
  async isThere(): Promise<boolean> {
    const open = this.files.index.identity
    const found = await stat(path.join(this.folder, captureFiles.index)).catch(() => null)
    return found !== null && found.dev === open.dev && found.ino === open.ino
  }

  /**
   * Makes what is written survive a power loss (payload and events before the entries that point to them) and notes
   * in `meta.json` how far that goes; `lost` are the inbound bytes that the series has lost. Nothing happens where nothing is new or a checkpoint is under way.
   */
  checkpoint(lost: number): Promise<void> {
    if (this.#checkpoint) return this.#checkpoint
    const isDescribed = this.#described === this.series.encoding
    if (this.#checkpointed === this.#entries && isDescribed) return Promise.resolve()
    this.#checkpoint = this.#sync(lost, null).finally(() => {
      this.#checkpoint = null
    })
    return this.#checkpoint
  }

  /** Last checkpoint, marked as closed; releases files and lock also where that fails. */
  async close(lost: number): Promise<void> {
    await this.#checkpoint?.catch(() => undefined)
    try {
      await this.repair()
      await this.#sync(lost, Date.now())
    } finally {
      await this.#release()
    }
  }

  async #release(): Promise<void> {
    const { payload, events, index } = this.files
    await Promise.allSettled([payload.close(), events.close(), index.close()])
    await this.lock.release().catch(() => undefined)
  }

  async #sync(lost: number, endedAt: number | null): Promise<void> {
    const reached = this.#reached()
    const { encoding } = this.series
    await Promise.all([this.files.payload.datasync(), this.files.events.datasync()])
    await this.files.index.datasync()
    await writeMeta(this.folder, this.#meta(reached, lost, endedAt))
    this.#checkpointed = reached.index / entrySize
    this.#described = encoding
  }

  #reached(): CaptureCheckpoint {
    return {
      payload: this.#payloadEnd,
      events: this.#eventsEnd,
      index: this.#entries * entrySize,
      messages: this.#messages,
      recorded: this.#recorded,
    }
  }

  #meta(checkpoint: CaptureCheckpoint, lost: number, endedAt: number | null): CaptureMeta {
    return {
      format: 'sockwright-capture',
      version: captureFormatVersion,
      engine: this.series.engine,
      endpoint: this.series.endpoint,
      series: { name: this.series.name, ...this.plan },
      encodings: { text: this.series.encoding },
      startedAt: this.startedAt,
      endedAt,
      closed: endedAt !== null,
      checkpoint,
      lost,
    }
  }

  async #commitInPart(batch: Batch, failure: unknown): Promise<CommitOutcome> {
    const entries = batch.entries()
    await this.#keepWholeRecords(entries)
    const kept = Math.floor(this.files.index.length / entrySize) - this.#entries
    this.#payloadEnd = endOf(entries, kept, recordKinds.message, this.#payloadEnd)
    this.#eventsEnd = endOf(entries, kept, recordKinds.event, this.#eventsEnd)
    const rest = batch.rest(kept)
    this.#count(kept, {
      messages: batch.totals.messages - rest.messages,
      inboundBytes: batch.totals.inboundBytes - rest.inboundBytes,
    })
    await this.repair().catch(() => undefined)
    return { entries: kept, failure }
  }

  /** Writes the entries of those records whose payload and facts arrived whole, as many as the disk takes. */
  async #keepWholeRecords(entries: EntryList): Promise<void> {
    const { payload, events, index } = this.files
    if (index.length > this.#entries * entrySize) return
    let whole = 0
    while (whole < entries.count) {
      const file = entries.kind(whole) === recordKinds.event ? events : payload
      if (entries.offset(whole) + entries.length(whole) > file.length) break
      whole += 1
    }
    await index.append([entries.bytes.subarray(0, whole * entrySize)]).catch(() => undefined)
  }

  #count(entries: number, { messages, inboundBytes }: BatchTotals): void {
    this.#entries += entries
    this.#messages += messages
    this.#recorded += inboundBytes
  }
}

/** Where the last of the first `count` entries of a kind ends in its file; `before` where there is none. */
function endOf(entries: EntryList, count: number, kind: number, before: number): number {
  for (let index = count - 1; index >= 0; index -= 1) {
    if (entries.kind(index) === kind) return entries.offset(index) + entries.length(index)
  }
  return before
}
