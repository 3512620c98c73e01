import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { withBookmark, type Bookmark } from '../../shared/capture/notes'
import type { Failure } from '../../shared/contract/errors'
import { failureWords, t } from '../language/use-language'
import type { EngineCaller } from '../link/link'
import { formatCount } from '../language/format'
import { useNotices } from '../stores/notices'

/** The bookmarks of one capture, as they change here and in other windows. */
export function useBookmarks(engine: EngineCaller, capture: Ref<string | null>) {
  const notices = useNotices()
  const list = shallowRef<readonly Bookmark[]>([])
  const readOnly = shallowRef<Failure | null>(null)
  const byRecord = computed(() => new Map(list.value.map((bookmark) => [bookmark.record, bookmark])))
  /** What the engine calls them. */
  let notes: string | null = null
  let turn = 0

  const stopListening = engine.on('note.changed', (change) => {
    if (change.notes === notes) list.value = withBookmark(list.value, change.record, change.bookmark)
  })

  /** Reads them anew: other processes tell nothing of what they change. */
  async function load(): Promise<void> {
    const mine = ++turn
    if (capture.value === null) return
    try {
      const found = await engine.call('note.list', { capture: capture.value })
      if (mine !== turn) return
      notes = found.notes
      list.value = found.bookmarks
      readOnly.value = found.readOnly
      if (found.problem) notices.toast({ text: failureWords(found.problem), tone: 'error' })
    } catch (thrown) {
      if (mine === turn) notices.failed(thrown)
    }
  }

  /** Marks a record or gives its bookmark another note; false where that failed, and was told. */
  async function set(record: number, note: string): Promise<boolean> {
    if (capture.value === null) return false
    try {
      await engine.call('note.set', { capture: capture.value, record, note })
      return true
    } catch (thrown) {
      notices.failed(thrown)
      return false
    }
  }

  /** Takes a bookmark away and offers to put it back. */
  async function remove(record: number): Promise<void> {
    const from = capture.value
    if (from === null) return
    try {
      const removed = await engine.call('note.remove', { capture: from, record })
      if (!removed) return
      const undo = async () => {
        await engine.call('note.set', { capture: from, ...removed })
      }
      notices.toast({
        text: t('notes.removed', { record: formatCount(record) }),
        action: { label: t('notes.undo'), undo: true, run: undo },
      })
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  function begin(): void {
    notes = null
    list.value = []
    readOnly.value = null
    void load()
  }

  watch(capture, begin, { immediate: true })
  onScopeDispose(() => {
    turn += 1
    stopListening()
  })

  return { list, byRecord, readOnly, set, remove, load }
}

export type Bookmarks = ReturnType<typeof useBookmarks>
