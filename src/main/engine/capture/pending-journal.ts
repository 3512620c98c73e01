import { rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { AppendFile } from './append-file'
import { captureFiles } from './capture-names'
import type { Disk } from './disk'
import { pendingHeader, pendingHeaderSize } from './pending-entry'
import type { UnfinishedMessage } from './unfinished-message'

/** What a journal works with. */
export interface JournalParts {
  readonly disk: Disk
  /** ms between two writes. */
  readonly everyMs: number
  /** Number of the record that is taken next. */
  nextRecord(): number
  /** Told when the disk refuses; nothing is journalled then until {@link PendingJournal.resume}. */
  failed(thrown: unknown): void
}

/** How much of an unfinished message is in the file. */
interface Noted {
  readonly begun: number
  readonly length: number
}

/** The file may grow to so much more than twice what is unfinished before it is written anew. */
const slackBytes = 1_048_576

/**
 * Keeps unfinished messages in `pending.bin` of the folder that is recorded, as they were at most `everyMs` ago. Only
 * what is new is appended; the file is emptied when nothing is unfinished. One write at a time.
 */
export class PendingJournal {
  readonly #unfinished = new Set<UnfinishedMessage>()
  #noted = new Map<UnfinishedMessage, Noted>()
  #file: AppendFile | null = null
  #timer: NodeJS.Timeout | null = null
  #work: Promise<void> = Promise.resolve()
  #isPaused = false
  #isClosed = false
  #isSynced = true

  constructor(
    private folder: string,
    private readonly parts: JournalParts,
  ) {}

  /** `message` grew, shrank or is over. Cheap; called for every chunk. */
  changed(message: UnfinishedMessage): void {
    if (message.length > 0) this.#unfinished.add(message)
    else {
      this.#unfinished.delete(message)
      this.#noted.delete(message)
    }
    if (!this.#timer && !this.#isPaused && !this.#isClosed) this.#wait()
  }

  /** Recording goes on in another folder: writes all that is unfinished there and removes the file of this one. */
  moveTo(folder: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#remove()
      this.folder = folder
      if (!this.#isPaused) await this.#writeNew()
    })
  }

  /** Makes what is written survive a power loss. */
  sync(): void {
    void this.#inTurn(async () => {
      if (!this.#file || this.#isSynced || this.#isPaused) return
      this.#isSynced = true
      await this.#file.datasync()
    })
  }

  /** The disk fails: nothing is written until {@link resume}. */
  pause(): void {
    this.#isPaused = true
    this.#stopWaiting()
  }

  /** Record numbers may have gone back, so everything is written anew. */
  resume(): void {
    this.#isPaused = false
    void this.#inTurn(async () => {
      if (this.#file || this.#unfinished.size > 0) await this.#replace()
    })
  }

  /** Removes the file. All messages are recorded by now. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopWaiting()
    await this.#work
    await this.#remove().catch((thrown: unknown) => this.parts.failed(thrown))
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      void this.#inTurn(() => this.#write()).then(() => {
        this.#timer = null
        if (this.#hasNews() && !this.#isPaused && !this.#isClosed) this.#wait()
      })
    }, this.parts.everyMs)
  }

  #stopWaiting(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((thrown: unknown) => {
      this.pause()
      this.parts.failed(thrown)
    })
    return this.#work
  }

  #hasNews(): boolean {
    if (this.#unfinished.size === 0) return (this.#file?.length ?? 0) > 0
    for (const message of this.#unfinished) {
      const noted = this.#noted.get(message)
      if (noted?.begun !== message.begun || noted.length !== message.length) return true
    }
    return false
  }

  async #write(): Promise<void> {
    if (this.#isPaused) return
    if (this.#unfinished.size === 0) {
      if (this.#file && this.#file.length > 0) await this.#file.truncate(0)
      return
    }
    if (!this.#file) return this.#writeNew()
    const { buffers, bytes, live } = this.#news()
    if (this.#file.length + bytes > live * 2 + slackBytes) return this.#replace()
    this.#isSynced = false
    await this.#file.append(buffers)
  }

  async #writeNew(): Promise<void> {
    this.#noted = new Map()
    if (this.#unfinished.size === 0) return
    const file = await AppendFile.create(path.join(this.folder, captureFiles.pending), this.parts.disk)
    this.#file = file
    await this.#appendNews(file)
  }

  /** Writes a new file beside the old one and puts it in its place. */
  async #replace(): Promise<void> {
    this.#noted = new Map()
    const place = path.join(this.folder, captureFiles.pending)
    const beside = `${place}.tmp`
    await rm(beside, { force: true })
    const file = await AppendFile.create(beside, this.parts.disk)
    try {
      await this.#appendNews(file)
      await rename(beside, place)
    } catch (thrown) {
      await file.close()
      throw thrown
    }
    const before = this.#file
    this.#file = file
    await before?.close()
  }

  async #appendNews(file: AppendFile): Promise<void> {
    this.#isSynced = false
    await file.append(this.#news().buffers)
  }

  /** What is not in the file yet, noted as if it were; `live` are the bytes of a file with nothing else in it. */
  #news(): { readonly buffers: readonly Uint8Array[]; readonly bytes: number; readonly live: number } {
    const record = this.parts.nextRecord()
    const buffers: Uint8Array[] = []
    let news = 0
    let live = 0
    for (const message of this.#unfinished) {
      const { peer, direction, time, begun, length } = message
      const noted = this.#noted.get(message)
      const offset = noted?.begun === begun ? noted.length : 0
      live += length + pendingHeaderSize
      if (offset === length) continue
      const bytes = message.bytes().subarray(offset)
      buffers.push(pendingHeader({ time, record, peer, direction, offset, bytes }), bytes)
      news += bytes.byteLength + pendingHeaderSize
      this.#noted.set(message, { begun, length })
    }
    return { buffers, bytes: news, live }
  }

  async #remove(): Promise<void> {
    const file = this.#file
    if (!file) return
    this.#file = null
    await file.close()
    await rm(path.join(this.folder, captureFiles.pending), { force: true })
  }
}
