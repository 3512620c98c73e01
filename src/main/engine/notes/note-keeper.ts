import { constants } from 'node:fs'
import { access, realpath } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { maxBookmarks, withBookmark, type Bookmark } from '../../../shared/capture/notes'
import type { CaptureNotes, NoteEvents } from '../../../shared/contract/engine/note-calls'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import { captureFiles, parseCaptureName } from '../capture/capture-names'
import { seriesFolders } from '../capture/series-reader'
import { keepAside } from '../files/keep-aside'
import { lockHolder, takeLock, type LockFile } from '../files/lock-file'
import { systemReason } from '../files/private-folder'
import { notesPath, readNotes, writeNotes, type NotesReading } from './notes-file'

/** A change takes a few ms: who finds the notes locked asks again so often, after so many ms each. */
const lockAttempts = 40
const lockPauseMs = 25

/** What the notes know of the engine around them. */
export interface NotesSurroundings {
  /** Captures that are being recorded here. */
  liveCaptures(): ReadonlySet<string>
  /** Number of the last record of a capture. Fails as opening it does. */
  lastRecord(capture: string): Promise<number>
  changed(change: NoteEvents['note.changed']): void
}

/** Where the notes of a series are, and what stands against changing them. */
interface NotesPlace {
  /** Real path of the first folder. */
  readonly folder: string
  readonly readOnly: Failure | null
}

/**
 * The bookmarks of captures. They are read from their file each time, and each change is made to what stands there
 * then, so that several processes never lose one another's.
 */
export class NoteKeeper {
  /** Changes happen one after the other. */
  private changing: Promise<unknown> = Promise.resolve()

  constructor(private readonly surroundings: NotesSurroundings) {}

  /** Fails with `E_CAPTURE_UNKNOWN` or `E_CAPTURE_BROKEN`. */
  list(capture: string): Promise<CaptureNotes> {
    return this.inTurn(async () => {
      const { folder, readOnly } = await this.placeOf(capture)
      const reading = await readNotes(folder)
      switch (reading.is) {
        case 'read':
          return { notes: folder, bookmarks: reading.bookmarks, readOnly, problem: null }
        case 'broken': {
          const problem = await brokenNotes(folder, reading.reason, readOnly === null)
          return { notes: folder, bookmarks: [], readOnly, problem }
        }
        case 'newer':
          return {
            notes: folder,
            bookmarks: [],
            readOnly: newerNotes(folder, reading).toFailure(),
            problem: null,
          }
      }
    })
  }

  /**
   * Marks `record`, or gives its bookmark another note. Fails with `E_RECORD_UNKNOWN`, `E_NOTES_FULL`, `E_NOTES_BUSY`,
   * `E_DATA_WRITE`, and with what `readOnly` of {@link list} tells.
   */
  async set(capture: string, record: number, note: string): Promise<Bookmark> {
    const last = await this.surroundings.lastRecord(capture)
    if (record > last) throw new SockwrightError('E_RECORD_UNKNOWN', { record, last })
    const bookmark: Bookmark = { record, note }
    await this.change(capture, record, (bookmarks) => {
      const next = withBookmark(bookmarks, record, bookmark)
      if (next.length > maxBookmarks) throw new SockwrightError('E_NOTES_FULL', { most: maxBookmarks })
      return next
    })
    return bookmark
  }

  /** Takes the bookmark of `record` away and returns it; null where there is none. Fails as {@link set}. */
  async remove(capture: string, record: number): Promise<Bookmark | null> {
    const before = await this.change(capture, record, (bookmarks) => withBookmark(bookmarks, record, null))
    return before
  }

  /** Resolves when no change is under way. */
  async close(): Promise<void> {
    await this.changing
  }

  /** Returns the bookmark that `record` had before. */
  private change(
    capture: string,
    record: number,
    make: (bookmarks: readonly Bookmark[]) => readonly Bookmark[],
  ): Promise<Bookmark | null> {
    return this.inTurn(async () => {
      const { folder, readOnly } = await this.placeOf(capture)
      if (readOnly) throw SockwrightError.from(readOnly)
      const lock = await lockNotes(folder)
      try {
        const before = await bookmarksToChange(folder)
        const after = make(before)
        await writeNotes(folder, after).catch((thrown: unknown) => {
          throw notWritten(folder, thrown)
        })
        const of = (bookmarks: readonly Bookmark[]) => bookmarks.find((one) => one.record === record) ?? null
        this.surroundings.changed({ notes: folder, record, bookmark: of(after) })
        return of(before)
      } finally {
        await lock.release()
      }
    })
  }

  private async placeOf(capture: string): Promise<NotesPlace> {
    const folders = seriesFolders(path.resolve(capture)).map(({ folder }) => folder)
    const folder = folders[0] && (await realpath(folders[0]).catch(() => null))
    if (!folder) throw new SockwrightError('E_CAPTURE_UNKNOWN', { path: capture })
    return { folder, readOnly: (await this.recordedElsewhere(folders)) ?? (await notWritable(folder)) }
  }

  /** Who comes second has a capture for reading only, its notes too. */
  private async recordedElsewhere(folders: readonly string[]): Promise<Failure | null> {
    const series = parseCaptureName(path.basename(folders[0]!))?.series
    for (const live of this.surroundings.liveCaptures()) {
      if (series !== undefined && parseCaptureName(path.basename(live))?.series === series) return null
    }
    for (const folder of folders) {
      const pid = await lockHolder(path.join(folder, captureFiles.lock))
      if (pid !== null) return new SockwrightError('E_CAPTURE_LOCKED', { path: folder, pid }).toFailure()
    }
    return null
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.changing.then(work)
    this.changing = turn.catch(() => undefined)
    return turn
  }
}

async function lockNotes(folder: string): Promise<LockFile> {
  const file = path.join(folder, captureFiles.notesLock)
  for (let attempt = 1; ; attempt += 1) {
    const taken = await takeLock(file).catch((thrown: unknown) => {
      throw notWritten(folder, thrown)
    })
    if (taken.is === 'held') return taken.lock
    if (attempt === lockAttempts) throw new SockwrightError('E_NOTES_BUSY', { path: folder, pid: taken.pid })
    await pause(lockPauseMs)
  }
}

async function bookmarksToChange(folder: string): Promise<readonly Bookmark[]> {
  const reading = await readNotes(folder)
  switch (reading.is) {
    case 'read':
      return reading.bookmarks
    case 'newer':
      throw newerNotes(folder, reading)
    case 'broken':
      throw SockwrightError.from(await brokenNotes(folder, reading.reason, true))
  }
}

/** Keeps a file that is no notes aside, where it may be renamed, so that it is never overwritten. */
async function brokenNotes(folder: string, reason: string, mayRename: boolean): Promise<Failure> {
  const file = notesPath(folder)
  const keptAs = mayRename ? await keepAside(file, '.json').catch(() => file) : file
  return new SockwrightError('E_DATA_BROKEN', { path: file, reason, keptAs }).toFailure()
}

function newerNotes(folder: string, { version }: Extract<NotesReading, { is: 'newer' }>): SockwrightError {
  return new SockwrightError('E_CAPTURE_NEWER', { path: notesPath(folder), version })
}

async function notWritable(folder: string): Promise<Failure | null> {
  try {
    await access(folder, constants.W_OK)
    return null
  } catch (cause) {
    const reason = systemReason(cause)
    return new SockwrightError('E_FOLDER_NOT_WRITABLE', { path: folder, reason }, { cause }).toFailure()
  }
}

function notWritten(folder: string, cause: unknown): SockwrightError {
  return new SockwrightError(
    'E_DATA_WRITE',
    { path: notesPath(folder), reason: systemReason(cause) },
    { cause },
  )
}
