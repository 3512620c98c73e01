import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { FollowDirection } from '../../shared/contract/engine/follow-calls'
import { charactersOf } from '../../shared/encoding/characters-of'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import type { FilterPattern } from '../../shared/filter/filter-pattern'
import { streamPattern } from '../../shared/filter/stream-pattern'
import { formatCount } from '../language/format'
import { t } from '../language/use-language'
import { useEngine } from '../link/link'
import type { ByteRange } from '../log/find-bytes'
import { useCopy } from '../log/use-copy'
import { useNotices } from '../stores/notices'
import { copiedText } from './copy-stream'
import { hitsOnScreen, rangesOfMatch } from './stream-hits'
import type { StreamMarks } from './stream-parts'
import type { FollowMode, RowLayout } from './stream-rows'
import { useFollowStream, type Followed } from './use-follow-stream'
import { useStreamFind } from './use-stream-find'
import { useStreamWindow } from './use-stream-window'

/** How the last stream was shown; the next one begins so. */
const lastMode = ref<FollowMode>('text')

/** The stream of a peer with everything a person does in it. */
export function useFollow(followed: Ref<Followed>, encoding: Ref<TextEncoding>) {
  const engine = useEngine()
  const notices = useNotices()
  const { copyText } = useCopy()
  const direction = ref<FollowDirection>('both')
  /** What fits in a row. */
  const room = ref({ columns: 80, hexBytes: 16 as RowLayout['hexBytes'] })
  /** Bytes of the stream that are chosen; `anchor` is where the choice began. */
  const selection = shallowRef<(ByteRange & { readonly anchor: number }) | null>(null)

  const stream = useFollowStream(engine, followed, direction)
  const layout = computed<RowLayout>(() => ({
    mode: lastMode.value,
    characters: charactersOf(encoding.value),
    ...room.value,
  }))
  const source = computed(() => stream.name.value && `${stream.name.value} ${direction.value}`)
  const window = useStreamWindow(stream, layout, source)
  const find = useStreamFind(engine, stream, window, direction, encoding)

  const sought = computed<FilterPattern | null>(() => {
    if (find.text.value === '') return null
    try {
      return streamPattern(find.text.value, encoding.value)
    } catch {
      // The engine says what is wrong, and the bar shows it.
      return null
    }
  })
  const marks = computed<StreamMarks>(() => {
    const { bytes, rows } = window.frame.value
    return {
      hits: hitsOnScreen(bytes, rows, sought.value),
      current: rangesOfMatch(bytes, find.match.value),
      selection: selection.value,
    }
  })

  /** Chooses from where the choice began, or from `from`, to the bytes `from` … `to - 1`. */
  function select({ from, to }: ByteRange, extend: boolean): void {
    const anchor = extend && selection.value ? selection.value.anchor : from
    const back = from < anchor
    selection.value = back ? { anchor, from, to: Math.max(anchor, to) } : { anchor, from: anchor, to }
  }

  function selectAll(): void {
    selection.value = stream.total.value > 0 ? { anchor: 0, from: 0, to: stream.total.value } : null
  }

  async function copy(mode: FollowMode): Promise<void> {
    const chosen = selection.value
    if (!chosen) return
    try {
      const { text, bytes } = await copiedText(stream, chosen, mode, layout.value.characters)
      const count = formatCount(bytes)
      const total = chosen.to - chosen.from
      const cut = bytes < total
      await copyText(
        text,
        cut ? t('follow.copyCut', { count, total: formatCount(total) }) : t('follow.copied', { count }),
      )
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  /** Shows `record`, or the next one of the peer. */
  async function showRecord(record: number): Promise<void> {
    const follow = stream.name.value
    if (follow === null) return
    try {
      const position = await engine.call('follow.locate', { follow, direction: direction.value, record })
      if (position !== null && follow === stream.name.value) window.centre(position)
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  /** Positions are others in another stream. */
  watch(source, () => (selection.value = null))

  return {
    stream,
    window,
    find,
    mode: lastMode,
    direction,
    layout,
    room,
    marks,
    selection: computed(() => selection.value),
    select,
    selectAll,
    clearSelection: () => (selection.value = null),
    copy,
    showRecord,
  }
}

export type Follow = ReturnType<typeof useFollow>
