import * as v from 'valibot'
import { NoteSchema, type Bookmark } from '../../capture/notes'
import { call } from '../call'
import type { Failure } from '../errors'
import { CaptureIdSchema } from './argument-schemas'

/** The bookmarks of a capture and what may be done with them. */
export interface CaptureNotes {
  /** Names the capture in `note.changed`, by whichever path it was asked for. */
  readonly notes: string
  /** By rising record. */
  readonly bookmarks: readonly Bookmark[]
  /** Why they can only be read: `E_CAPTURE_LOCKED`, `E_CAPTURE_NEWER` or `E_FOLDER_NOT_WRITABLE`. */
  readonly readOnly: Failure | null
  /** `E_DATA_BROKEN`: the file was no notes, and tells where it was kept. */
  readonly problem: Failure | null
}

const RecordSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1))

export const noteCalls = {
  /** The bookmarks of a capture, of all folders of its series. */
  'note.list': call(v.strictObject({ capture: CaptureIdSchema })).returns<CaptureNotes>(),
  /** Marks a record, or gives its bookmark another note. */
  'note.set': call(
    v.strictObject({ capture: CaptureIdSchema, record: RecordSchema, note: NoteSchema }),
  ).returns<Bookmark>(),
  /** Returns the bookmark that was removed, so that `note.set` can take it back; null where there was none. */
  'note.remove': call(
    v.strictObject({ capture: CaptureIdSchema, record: RecordSchema }),
  ).returns<Bookmark | null>(),
} as const

export interface NoteEvents {
  /** A bookmark was set, or removed where `bookmark` is null. `notes` is that of `note.list`. */
  readonly 'note.changed': {
    readonly notes: string
    readonly record: number
    readonly bookmark: Bookmark | null
  }
}
