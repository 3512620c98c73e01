import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { LogRow } from '../../shared/contract/engine/view-calls'
import { t } from '../language/use-language'
import { formatCount } from '../language/format'
import type { EngineCaller } from '../link/link'
import { bookmarkOf, bookmarksFrom } from '../notes/bookmark-search'
import { useBookmarks } from '../notes/use-bookmarks'
import { useNotices } from '../stores/notices'
import type { LogSelection } from './use-log-selection'
import type { Reveal } from './use-reveal'

/** Bookmarks that one step looks at before it says that all are hidden. */
const mostTried = 200

/** The bookmarks of a log: set and removed at its rows, written in place, gone to. */
export function useLogNotes(
  engine: EngineCaller,
  capture: Ref<string | null>,
  chosen: LogSelection,
  { reveal }: Reveal,
) {
  const notices = useNotices()
  const bookmarks = useBookmarks(engine, capture)
  /** The record whose note is being written. */
  const editing = shallowRef<number | null>(null)
  const draft = ref('')

  const ofRow = (row: Pick<LogRow, 'record' | 'run'>) => bookmarkOf(bookmarks.list.value, row)
  const ofChosen = computed(() => chosen.focused.value && ofRow(chosen.focused.value))

  const nothingChosen = computed(() => chosen.selection.value === null || chosen.focused.value === null)

  function toggle(row: LogRow | null = chosen.focused.value): void {
    if (!row) return
    const bookmark = ofRow(row)
    if (bookmark) void bookmarks.remove(bookmark.record)
    else void bookmarks.set(row.record, '')
  }

  /** Opens the note of a row to write in. */
  function edit(row: Pick<LogRow, 'record' | 'run'> | null = chosen.focused.value): void {
    if (!row) return
    const bookmark = ofRow(row)
    draft.value = bookmark?.note ?? ''
    editing.value = bookmark?.record ?? row.record
  }

  async function save(): Promise<void> {
    const record = editing.value
    if (record === null) return
    const before = bookmarks.byRecord.value.get(record)
    const note = draft.value.trim()
    editing.value = null
    if (before?.note === note) return
    // What could not be kept stays where it can be kept later.
    if (!(await bookmarks.set(record, note)) && editing.value === null) editing.value = record
  }

  function cancel(): void {
    editing.value = null
  }

  async function goTo(record: number): Promise<boolean> {
    try {
      const shown = await reveal(record)
      if (!shown) notices.toast({ text: t('notes.hidden', { record: formatCount(record) }) })
      return shown
    } catch (thrown) {
      notices.failed(thrown)
      return false
    }
  }

  /** Goes to the next bookmark that the log shows, or the previous one, on at the other end. */
  async function step(direction: 'next' | 'previous'): Promise<void> {
    const row = chosen.focused.value
    const collapsed = row?.run && !row.run.expanded && direction === 'next'
    const from = (collapsed ? row.run?.last : row?.record) ?? (direction === 'next' ? 0 : Infinity)
    const candidates = bookmarksFrom(bookmarks.list.value, from, direction).slice(0, mostTried)
    try {
      for (const { record } of candidates) if (await reveal(record)) return
      notices.toast({ text: t(candidates.length === 0 ? 'notes.none' : 'notes.allHidden') })
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  watch(capture, cancel)

  return { bookmarks, editing, draft, ofRow, ofChosen, nothingChosen, toggle, edit, save, cancel, goTo, step }
}

export type LogNotes = ReturnType<typeof useLogNotes>
