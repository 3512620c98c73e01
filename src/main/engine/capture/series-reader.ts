import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { SockwrightError } from '../../../shared/contract/errors'
import { errorCode } from '../files/error-code'
import { captureFiles, captureFolderName, parseCaptureName } from './capture-names'
import { readMeta, type CaptureMeta } from './capture-meta'
import { CaptureReader, type IndexLimit } from './capture-reader'
import { isBegun, prepareForReading } from './capture-recovery'
import type { EntryList } from './record-entry'

/** Entries of consecutive records of one folder: `firstRecord` is the number of `entries.entry(0)`. */
export interface EntryBlock {
  readonly firstRecord: number
  readonly entries: EntryList
  /** Where the offsets of these entries lead. */
  readonly capture: CaptureReader
}

interface Part {
  readonly number: number
  readonly meta: CaptureMeta
  readonly capture: CaptureReader
}

interface Place {
  readonly part: Part
  /** Position in the folder, from 0. */
  readonly position: number
}

/**
 * Opens the series that the capture folder `folder` belongs to, mending folders that a dead process left. Fails with
 * `E_CAPTURE_UNKNOWN`, `E_CAPTURE_BROKEN` or `E_CAPTURE_NEWER`.
 */
export async function openSeries(folder: string): Promise<SeriesReader> {
  const asked = path.resolve(folder)
  const folders = await begunFolders(seriesFolders(asked))
  const parts: Part[] = []
  try {
    for (let index = 0; index < folders.length; index += 1) {
      parts.push(await preparePart(folders[index]!, parts.at(-1) ?? null, folders[index + 1] ?? null))
    }
  } catch (thrown) {
    for (const part of parts) part.capture.close()
    throw thrown
  }
  if (parts.length === 0) throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: asked })
  return new SeriesReader(asked, parts)
}

/** Leaves out a next folder that a writer has made but not described yet, or never came to. */
async function begunFolders(folders: readonly SeriesFolder[]): Promise<readonly SeriesFolder[]> {
  const last = folders.at(-1)
  if (folders.length < 2 || !last || (await isBegun(last.folder))) return folders
  return folders.slice(0, -1)
}

async function preparePart(at: SeriesFolder, before: Part | null, next: SeriesFolder | null): Promise<Part> {
  const { meta, limit } = await prepareForReading(at.folder, {
    before: before && { meta: before.meta, entries: before.capture.records },
    nextRecord: next && nextRecordOf(next),
  })
  return { number: at.part, meta, capture: openReader(at.folder, limit) }
}

/** 0, which leaves no room for added records, where the next folder does not tell. */
function nextRecordOf(next: SeriesFolder): number {
  return readMeta(next.folder)?.series.firstRecord ?? 0
}

function openReader(folder: string, limit: IndexLimit | null): CaptureReader {
  try {
    return new CaptureReader(folder, limit)
  } catch (thrown) {
    const reason = errorCode(thrown) ?? String(thrown)
    throw new SockwrightError('E_CAPTURE_BROKEN', { path: folder, reason }, { cause: thrown })
  }
}

/** One folder of a series. */
export interface SeriesFolder {
  /** Absolute path. */
  readonly folder: string
  readonly part: number
}

/** The folders beside `asked` that belong to its series, in order; itself alone where its name is free-form. */
export function seriesFolders(asked: string): readonly SeriesFolder[] {
  const place = parseCaptureName(path.basename(asked))
  if (!place) return existsSync(asked) ? [{ folder: asked, part: 1 }] : []
  const found: SeriesFolder[] = []
  for (const name of folderNames(path.dirname(asked))) {
    const other = parseCaptureName(name)
    if (other?.series === place.series) {
      found.push({ folder: path.join(path.dirname(asked), name), part: other.part })
    }
  }
  return found.sort((a, b) => a.part - b.part)
}

function folderNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (thrown) {
    throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: folder }, { cause: thrown })
  }
}

/**
 * All folders of a series as one sequence of records, numbered from 1 up, growing while it is recorded. As with
 * {@link CaptureReader}, the asynchronous reads are for the engine's thread and the `…Sync` ones for other threads.
 */
export class SeriesReader {
  readonly #parts: Part[]
  /** As the folder is named now; null for a free-form name. */
  readonly #series: string | null
  #records = 0

  constructor(
    /** Absolute path of the folder it was opened by. */
    readonly folder: string,
    parts: Part[],
  ) {
    this.#parts = parts
    this.#series = parseCaptureName(path.basename(folder))?.series ?? null
    this.refresh()
  }

  /** Number of the last visible record, as of the last {@link refresh}; 0 where there is none. */
  get records(): number {
    return this.#records
  }

  /** Number of the first record: 1, or higher where the first folders of the series were removed. */
  get firstRecord(): number {
    return this.#parts[0]!.meta.series.firstRecord
  }

  /** What the first folder says of the endpoint and its times. */
  get meta(): CaptureMeta {
    return this.#parts[0]!.meta
  }

  /** The folders, in order. */
  get captures(): readonly CaptureReader[] {
    return this.#parts.map((part) => part.capture)
  }

  /** Looks how far the series has grown, into new folders too; returns the number of the last visible record. */
  refresh(): number {
    for (let next = this.#openNext(); next; next = this.#openNext()) {
      this.#last.capture.refresh()
      this.#parts.push(next)
    }
    const last = this.#last
    this.#records = last.meta.series.firstRecord - 1 + last.capture.refresh()
    return this.#records
  }

  /**
   * Up to `count` entries from record `from` (1-based). A block ends with its folder, so it may be shorter than asked;
   * it begins later than `from` where folders between are missing. Null beyond the last record.
   */
  async entries(from: number, count: number): Promise<EntryBlock | null> {
    const place = this.#place(from)
    if (!place) return null
    return this.#block(place, await place.part.capture.entries(place.position, count))
  }

  /** `memory` as of {@link CaptureReader.entriesSync}; it must have room for `count` entries. */
  entriesSync(from: number, count: number, memory?: Buffer): EntryBlock | null {
    const place = this.#place(from)
    if (!place) return null
    return this.#block(place, place.part.capture.entriesSync(place.position, count, memory))
  }

  /** Releases the files of all folders. */
  close(): void {
    for (const part of this.#parts) part.capture.close()
  }

  get #last(): Part {
    return this.#parts[this.#parts.length - 1]!
  }

  /** The writer makes `meta.json` of the next folder when the one before is complete. */
  #openNext(): Part | null {
    if (!this.#series) return null
    const number = this.#last.number + 1
    const folder = path.join(path.dirname(this.folder), captureFolderName(this.#series, number))
    if (!existsSync(path.join(folder, captureFiles.meta))) return null
    const meta = readMeta(folder)
    return meta && { number, meta, capture: openReader(folder, null) }
  }

  #block(place: Place, entries: EntryList): EntryBlock {
    const { meta, capture } = place.part
    return { firstRecord: meta.series.firstRecord + place.position, entries, capture }
  }

  #place(record: number): Place | null {
    let index = this.#parts.length - 1
    while (index > 0 && this.#parts[index]!.meta.series.firstRecord > record) index -= 1
    for (; index < this.#parts.length; index += 1) {
      const part = this.#parts[index]!
      const position = Math.max(0, record - part.meta.series.firstRecord)
      if (position < part.capture.records) return { part, position }
    }
    return null
  }
}
