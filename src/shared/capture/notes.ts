import * as v from 'valibot'

/** The newest format of `notes.json` that this version reads and the one it writes. */
export const notesFormat = 1

/** Characters (UTF-16 code units) that one note may have. */
export const maxNoteLength = 2_000

/** Bookmarks that one capture may have. */
export const maxBookmarks = 10_000

export const NoteSchema = v.pipe(v.string(), v.maxLength(maxNoteLength))

/** A record that a person marked. */
export const BookmarkSchema = v.object({
  /** Number of the record in its series. */
  record: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** What the person wrote about it; may be empty. */
  note: NoteSchema,
})
export type Bookmark = Readonly<v.InferOutput<typeof BookmarkSchema>>

/** `notes.json` in the first folder of a series. */
export const NotesFileSchema = v.object({
  format: v.literal(notesFormat),
  /** By rising record; of two for one record the later one counts. */
  bookmarks: v.pipe(v.array(BookmarkSchema), v.maxLength(maxBookmarks)),
})
export type NotesFile = v.InferOutput<typeof NotesFileSchema>

/** Bookmarks by rising record, the later of two for one record. */
export function orderedBookmarks(bookmarks: readonly Bookmark[]): readonly Bookmark[] {
  const byRecord = new Map(bookmarks.map((bookmark) => [bookmark.record, bookmark]))
  return [...byRecord.values()].sort((one, other) => one.record - other.record)
}

/** `bookmarks` (by rising record) with that of `record` replaced by `bookmark`, or left out where it is null. */
export function withBookmark(
  bookmarks: readonly Bookmark[],
  record: number,
  bookmark: Bookmark | null,
): readonly Bookmark[] {
  const others = bookmarks.filter((one) => one.record !== record)
  return bookmark ? orderedBookmarks([...others, bookmark]) : others
}
