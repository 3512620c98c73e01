import { closeSync, fstatSync, openSync, read as readCallback, readSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { SockwrightError } from '../../../shared/contract/errors'
import { captureFiles, firstFolderOf } from './capture-names'
import { CauseNames } from './cause-names'
import { EntryList, entrySize } from './record-entry'

const read = promisify(readCallback)

/** From so many bytes on, a file is asked for its size before memory is taken. */
const largeRead = 1024 * 1024

/** Which part of an index may be read; what lies beyond is damaged and could not be mended in place. */
export interface IndexLimit {
  readonly indexBytes: number
}

/**
 * Reads one capture folder, also while it is being written: a record is visible when its whole index entry is on
 * disk, which the writer puts there after everything it points to.
 *
 * Every read exists twice: the asynchronous form for the engine's thread, which must not wait for a disk, and the
 * `…Sync` form for threads that have nothing else to do.
 */
export class CaptureReader {
  /** The causes that its entries name by number. */
  readonly causes: CauseNames
  readonly #folder: string
  readonly #index: number
  readonly #payload: number
  readonly #events: number
  readonly #limit: number
  #records = 0
  #reading = 0
  #closed = false

  /** Opens the files. Fails with the system's code where one is missing or may not be read. */
  constructor(folder: string, limit: IndexLimit | null = null) {
    const opened: number[] = []
    const open = (name: string) => {
      const fd = openSync(path.join(folder, name), 'r')
      opened.push(fd)
      return fd
    }
    this.#folder = folder
    this.causes = new CauseNames(firstFolderOf(folder))
    this.#limit = limit?.indexBytes ?? Infinity
    try {
      this.#index = open(captureFiles.index)
      this.#payload = open(captureFiles.payload)
      this.#events = open(captureFiles.events)
      this.refresh()
    } catch (thrown) {
      for (const fd of opened) closeSync(fd)
      throw thrown
    }
  }

  /** Absolute path of the folder. */
  get folder(): string {
    return this.#folder
  }

  /** Visible records of this folder, as of the last {@link refresh}. */
  get records(): number {
    return this.#records
  }

  /** Looks how far the capture has grown; returns the number of visible records. */
  refresh(): number {
    const bytes = Math.min(fstatSync(this.#index).size, this.#limit)
    this.#records = Math.max(this.#records, Math.floor(bytes / entrySize))
    return this.#records
  }

  /** Bytes of `payload.bin` now; beyond the visible records while a write is under way. */
  payloadBytes(): number {
    return fstatSync(this.#payload).size
  }

  /** Up to `count` entries from position `from` (0-based in this folder), in one read. */
  async entries(from: number, count: number): Promise<EntryList> {
    const wanted = this.#entryBytes(from, count)
    return new EntryList(await this.#read(this.#index, from * entrySize, wanted))
  }

  /** With `memory`, the entries lie in its beginning: for those who read many and keep none. */
  entriesSync(from: number, count: number, memory?: Buffer): EntryList {
    const wanted = this.#entryBytes(from, count)
    const bytes = memory?.subarray(0, wanted) ?? Buffer.allocUnsafe(wanted)
    this.#readIntoSync(bytes, this.#index, from * entrySize, wanted)
    return new EntryList(bytes)
  }

  /** Bytes of `payload.bin`. Fails with `E_CAPTURE_BROKEN` where the file is shorter. */
  payload(offset: number, length: number): Promise<Buffer> {
    return this.#read(this.#payload, offset, length)
  }

  payloadSync(offset: number, length: number): Buffer {
    return this.#readSync(this.#payload, offset, length)
  }

  /** Like {@link payloadSync}, into the beginning of `target`, for those who read much and keep nothing. */
  payloadIntoSync(target: Buffer, offset: number, length: number): void {
    this.#readIntoSync(target, this.#payload, offset, length)
  }

  /** The facts of an event. Fails with `E_CAPTURE_BROKEN` where they cannot be read. */
  async event(offset: number, length: number): Promise<CaptureEvent> {
    return this.#parseEvent(await this.#read(this.#events, offset, length))
  }

  eventSync(offset: number, length: number): CaptureEvent {
    return this.#parseEvent(this.#readSync(this.#events, offset, length))
  }

  /** Releases the files as soon as no read is under way; reads begun later fail. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#reading === 0) this.#release()
  }

  #release(): void {
    for (const fd of [this.#index, this.#payload, this.#events]) closeSync(fd)
  }

  #entryBytes(from: number, count: number): number {
    return Math.max(0, Math.min(count, this.#records - from)) * entrySize
  }

  async #read(fd: number, position: number, length: number): Promise<Buffer> {
    this.#checkOpen()
    this.#reading += 1
    try {
      this.#checkPlace(fd, position, length)
      const bytes = Buffer.allocUnsafe(length)
      let done = 0
      while (done < length) {
        const { bytesRead } = await read(fd, bytes, done, length - done, position + done)
        if (bytesRead === 0) throw this.#broken('a file is shorter than its index says')
        done += bytesRead
      }
      return bytes
    } finally {
      this.#reading -= 1
      if (this.#closed && this.#reading === 0) this.#release()
    }
  }

  #readSync(fd: number, position: number, length: number): Buffer {
    this.#checkOpen()
    this.#checkPlace(fd, position, length)
    const bytes = Buffer.allocUnsafe(length)
    this.#readIntoSync(bytes, fd, position, length)
    return bytes
  }

  #readIntoSync(bytes: Buffer, fd: number, position: number, length: number): void {
    this.#checkOpen()
    this.#checkPlace(fd, position, length)
    let done = 0
    while (done < length) {
      const bytesRead = readSync(fd, bytes, done, length - done, position + done)
      if (bytesRead === 0) throw this.#broken('a file is shorter than its index says')
      done += bytesRead
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw this.#broken('it is closed already')
  }

  /** An index whose bytes were overwritten may name any place, and more bytes than memory holds. */
  #checkPlace(fd: number, position: number, length: number): void {
    const isPlace = Number.isSafeInteger(position) && position >= 0 && length >= 0
    if (!isPlace) throw this.#broken('its index names a place that no file has')
    if (length > largeRead && position + length > fstatSync(fd).size) {
      throw this.#broken('a file is shorter than its index says')
    }
  }

  #parseEvent(bytes: Buffer): CaptureEvent {
    try {
      return JSON.parse(bytes.toString('utf8')) as CaptureEvent
    } catch {
      throw this.#broken('the facts of an event are damaged')
    }
  }

  #broken(reason: string): SockwrightError {
    return new SockwrightError('E_CAPTURE_BROKEN', { path: this.#folder, reason })
  }
}
