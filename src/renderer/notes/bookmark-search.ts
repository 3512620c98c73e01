import type { Bookmark } from '../../shared/capture/notes'
import type { LogRow } from '../../shared/contract/engine/view-calls'

/** The first bookmark (they go by rising record) of a record from `record` on; its place, or their count. */
function placeFrom(bookmarks: readonly Bookmark[], record: number): number {
  let low = 0
  let high = bookmarks.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (bookmarks[middle]!.record < record) low = middle + 1
    else high = middle
  }
  return low
}

/** The bookmark of a row: of its record or, where neighbours are collapsed into it, the first of theirs. */
export function bookmarkOf(
  bookmarks: readonly Bookmark[],
  { record, run }: Pick<LogRow, 'record' | 'run'>,
): Bookmark | null {
  const last = run && !run.expanded ? run.last : record
  const found = bookmarks[placeFrom(bookmarks, record)]
  return found && found.record <= last ? found : null
}

/** All bookmarks in the order in which a step from `record` comes to them, going on at the other end. */
export function bookmarksFrom(
  bookmarks: readonly Bookmark[],
  record: number,
  direction: 'next' | 'previous',
): readonly Bookmark[] {
  if (direction === 'next') {
    const place = placeFrom(bookmarks, record + 1)
    return [...bookmarks.slice(place), ...bookmarks.slice(0, place)]
  }
  const place = placeFrom(bookmarks, record)
  return [...bookmarks.slice(0, place).reverse(), ...bookmarks.slice(place).reverse()]
}

/** Those whose note or record number has `search` in it, ignoring case. */
export function bookmarksWith(bookmarks: readonly Bookmark[], search: string): readonly Bookmark[] {
  const wanted = search.trim().toLowerCase().replace(/^#/, '')
  if (wanted === '') return bookmarks
  return bookmarks.filter(
    ({ record, note }) => String(record).includes(wanted) || note.toLowerCase().includes(wanted),
  )
}
