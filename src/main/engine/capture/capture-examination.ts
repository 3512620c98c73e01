import { open, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { directions, isOriginal, recordKinds } from '../../../shared/capture/record'
import type { CaptureLengths } from './capture-lengths'
import type { CaptureCheckpoint } from './capture-meta'
import { captureFiles } from './capture-names'
import { EntryList, entrySize, type RecordEntry } from './record-entry'
import { firstZeroPage } from './zero-pages'

/** What of a capture folder is whole. Lengths in bytes, times in µs since the epoch. */
export interface Examination {
  /** Where the whole records end. */
  readonly whole: CaptureLengths
  readonly entries: number
  readonly messages: number
  /** Bytes of inbound messages. */
  readonly recorded: number
  readonly firstTime: number | null
  readonly lastTime: number | null
  /** Events that were looked at, as far as they tell what the endpoint is. */
  readonly tellingEvents: readonly CaptureEvent[]
  /** The first peer that appeared here; null where none was seen to. */
  readonly firstPeer: number | null
}

const entriesPerRead = 32_768
/** Bytes of events read in one go. */
const eventsPerRead = 256 * 1_024
const maxTellingEvents = 64
const appearances = new Set<CaptureEvent['event']>(['accepted', 'connected', 'peer-appeared'])

/**
 * Finds the longest run of whole records from the start: each entry is of a known kind, points right behind the one
 * before, into bytes that are there, and is not older; the facts of an event are JSON. Records up to `checkpoint` are
 * taken as whole. With `distrustZeros` (after a power loss) so is not what lies on zeros beyond the checkpoint.
 */
export async function examine(
  folder: string,
  lengths: CaptureLengths,
  checkpoint: CaptureCheckpoint | null,
  distrustZeros: boolean,
): Promise<Examination> {
  const files = await ExaminedFiles.open(folder)
  try {
    const trusted = checkpoint && covers(lengths, checkpoint) ? checkpoint : null
    const zeros = distrustZeros ? await files.firstZeros(trusted?.payload ?? 0, lengths.payload) : Infinity
    const limits = { ...lengths, payload: Math.min(lengths.payload, zeros) }
    const examiner = new Examiner(files, limits, trusted)
    await examiner.run()
    return examiner.result()
  } finally {
    await files.close()
  }
}

function covers(lengths: CaptureLengths, checkpoint: CaptureCheckpoint): boolean {
  return (
    lengths.payload >= checkpoint.payload &&
    lengths.events >= checkpoint.events &&
    lengths.index >= checkpoint.index &&
    checkpoint.index % entrySize === 0
  )
}

class Examiner {
  #payload: number
  #events: number
  #entries: number
  #messages: number
  #recorded: number
  #firstTime: number | null = null
  #lastTime: number | null = null
  #firstPeer: number | null = null
  readonly #telling: CaptureEvent[] = []

  constructor(
    private readonly files: ExaminedFiles,
    private readonly limits: CaptureLengths,
    trusted: CaptureCheckpoint | null,
  ) {
    this.#payload = trusted?.payload ?? 0
    this.#events = trusted?.events ?? 0
    this.#entries = (trusted?.index ?? 0) / entrySize
    this.#messages = trusted?.messages ?? 0
    this.#recorded = trusted?.recorded ?? 0
  }

  async run(): Promise<void> {
    const total = Math.floor(this.limits.index / entrySize)
    if (this.#entries > 0) {
      this.#firstTime = (await this.files.entries(0, 1)).time(0)
      this.#lastTime = (await this.files.entries(this.#entries - 1, 1)).time(0)
    }
    for (let isWhole = true; isWhole && this.#entries < total;) {
      const entries = await this.files.entries(this.#entries, Math.min(entriesPerRead, total - this.#entries))
      isWhole = await this.#takeAll(entries)
    }
  }

  result(): Examination {
    return {
      whole: { payload: this.#payload, events: this.#events, index: this.#entries * entrySize },
      entries: this.#entries,
      messages: this.#messages,
      recorded: this.#recorded,
      firstTime: this.#firstTime,
      lastTime: this.#lastTime,
      tellingEvents: this.#telling,
      firstPeer: this.#firstPeer,
    }
  }

  /** Waits for nothing but events: ten million messages are looked at in a fraction of a second. */
  async #takeAll(entries: EntryList): Promise<boolean> {
    let index = 0
    for (;;) {
      index = this.#takeMessages(entries, index)
      if (index === entries.count) return true
      if (entries.kind(index) !== recordKinds.event) return false
      if (!(await this.#takeEvent(entries.entry(index)))) return false
      index += 1
    }
  }

  /** Takes whole messages from `index` on; returns where the first entry is that is none. */
  #takeMessages(entries: EntryList, index: number): number {
    const { count } = entries
    const limit = this.limits.payload
    let payload = this.#payload
    let lastTime = this.#lastTime ?? 1
    let recorded = 0
    let at = index
    for (; at < count; at += 1) {
      const time = entries.time(at)
      const direction = entries.direction(at)
      if (entries.kind(at) !== recordKinds.message || time < lastTime || direction > directions.out) break
      const length = entries.length(at)
      if (entries.offset(at) !== payload || payload + length > limit) break
      payload += length
      lastTime = time
      if (direction === directions.in && isOriginal(entries.flags(at))) recorded += length
    }
    if (at === index) return index
    this.#payload = payload
    this.#messages += at - index
    this.#recorded += recorded
    this.#counted(entries.time(index), lastTime, at - index)
    return at
  }

  async #takeEvent(entry: RecordEntry): Promise<boolean> {
    if (entry.time < (this.#lastTime ?? 1) || entry.direction > directions.out) return false
    const end = entry.offset + entry.length
    if (entry.offset !== this.#events || end > this.limits.events) return false
    const event = await this.files.event(entry)
    if (!event) return false
    this.#events = end
    this.#note(event, entry.peer)
    this.#counted(entry.time, entry.time, 1)
    return true
  }

  #counted(firstTime: number, lastTime: number, entries: number): void {
    this.#firstTime ??= firstTime
    this.#lastTime = lastTime
    this.#entries += entries
  }

  #note(event: CaptureEvent, peer: number): void {
    if (this.#telling.length < maxTellingEvents) this.#telling.push(event)
    if (peer > 0 && appearances.has(event.event)) this.#firstPeer ??= peer
  }
}

class ExaminedFiles {
  /** A stretch of the events, which are read one after the other. */
  #ahead: Buffer = Buffer.alloc(0)
  #aheadFrom = 0
  readonly #entryMemory = Buffer.allocUnsafeSlow(entriesPerRead * entrySize)

  private constructor(
    private readonly payload: FileHandle,
    private readonly events: FileHandle,
    private readonly index: FileHandle,
  ) {}

  static async open(folder: string): Promise<ExaminedFiles> {
    const opened: FileHandle[] = []
    try {
      for (const name of [captureFiles.payload, captureFiles.events, captureFiles.index]) {
        opened.push(await open(path.join(folder, name), 'r'))
      }
    } catch (thrown) {
      for (const handle of opened) await handle.close()
      throw thrown
    }
    return new ExaminedFiles(opened[0]!, opened[1]!, opened[2]!)
  }

  /** Up to {@link entriesPerRead}; valid until the next call. */
  async entries(from: number, count: number): Promise<EntryList> {
    const bytes = this.#entryMemory
    const { bytesRead } = await this.index.read(bytes, 0, count * entrySize, from * entrySize)
    return new EntryList(bytes.subarray(0, bytesRead - (bytesRead % entrySize)))
  }

  /** The facts of an event; null where they are not whole. */
  async event(entry: RecordEntry): Promise<CaptureEvent | null> {
    const { offset, length } = entry
    const isAhead = offset >= this.#aheadFrom && offset + length <= this.#aheadFrom + this.#ahead.length
    if (!isAhead) await this.#readAhead(offset, length)
    const bytes = this.#ahead.subarray(offset - this.#aheadFrom, offset - this.#aheadFrom + length)
    if (bytes.length < length) return null
    return parseEvent(bytes.toString('utf8'))
  }

  async #readAhead(offset: number, length: number): Promise<void> {
    const bytes = Buffer.allocUnsafe(Math.max(length, eventsPerRead))
    const { bytesRead } = await this.events.read(bytes, 0, bytes.length, offset)
    this.#ahead = bytes.subarray(0, bytesRead)
    this.#aheadFrom = offset
  }

  firstZeros(from: number, to: number): Promise<number> {
    return firstZeroPage(this.payload, from, to)
  }

  async close(): Promise<void> {
    await Promise.all([this.payload.close(), this.events.close(), this.index.close()])
  }
}

function parseEvent(text: string): CaptureEvent | null {
  try {
    const facts: unknown = JSON.parse(text)
    const name = (facts as { event?: unknown } | null)?.event
    return typeof name === 'string' ? (facts as CaptureEvent) : null
  } catch {
    return null
  }
}
