import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { FollowDirection, FollowMatch } from '../../shared/contract/engine/follow-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import type { EngineCaller } from '../link/link'
import type { FollowStream } from './use-follow-stream'
import type { StreamWindow } from './use-stream-window'

export type FindStep = 'next' | 'previous'

/** Going from match to match through a stream; the engine looks for them. */
export function useStreamFind(
  engine: EngineCaller,
  stream: FollowStream,
  window: StreamWindow,
  direction: Ref<FollowDirection>,
  encoding: Ref<TextEncoding>,
) {
  const isOpen = ref(false)
  const text = ref('')
  const match = shallowRef<FollowMatch | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const searching = ref(false)
  /** Nothing matches. */
  const missed = ref(false)
  let turn = 0

  /** Takes over what is looked for and shows the first match from the top of the screen on. */
  function apply(wanted: string): boolean {
    if (wanted === text.value) return false
    cancel()
    match.value = null
    failure.value = null
    missed.value = false
    text.value = wanted
    if (wanted !== '') void search('next', window.frame.value.rows[0]?.start ?? 0)
    return true
  }

  function step(way: FindStep): void {
    if (text.value === '') {
      isOpen.value = true
      return
    }
    const top = window.frame.value.rows[0]?.start ?? 0
    const from = match.value ? match.value.position + (way === 'next' ? 1 : 0) : top
    void search(way, from)
  }

  async function search(way: FindStep, from: number): Promise<void> {
    const follow = stream.name.value
    if (follow === null) return
    const mine = ++turn
    searching.value = true
    missed.value = false
    failure.value = null
    try {
      const found = await engine.call('follow.find', {
        follow,
        direction: direction.value,
        encoding: encoding.value,
        text: text.value,
        from,
        step: way,
      })
      if (mine !== turn) return
      match.value = found
      missed.value = found === null
      if (found) reveal(found.position)
    } catch (thrown) {
      if (mine === turn) failure.value = toFailure(thrown)
    } finally {
      if (mine === turn) searching.value = false
    }
  }

  function reveal(position: number): void {
    const { rows } = window.frame.value
    const seen = rows.slice(1, -2)
    const isSeen = seen.some(({ start, end }) => position >= start && position < end)
    if (isSeen) window.following.value = false
    else window.centre(position)
  }

  /** Ends a search under way. */
  function cancel(): void {
    turn += 1
    if (!searching.value) return
    searching.value = false
    const follow = stream.name.value
    // A stream that is gone searches no more.
    if (follow !== null) engine.call('follow.endFind', { follow }).catch(() => undefined)
  }

  function close(): void {
    cancel()
    text.value = ''
    match.value = null
    failure.value = null
    missed.value = false
    isOpen.value = false
  }

  /** Positions are others in another stream. */
  watch([stream.name, direction, encoding], () => {
    cancel()
    match.value = null
    missed.value = false
  })
  onScopeDispose(cancel)

  const percent = computed(() => {
    const search = stream.progress.value?.search
    return search && search.total > 0 ? Math.floor((100 * search.done) / search.total) : 0
  })

  return { isOpen, text, match, failure, searching, missed, percent, apply, step, cancel, close }
}

export type StreamFind = ReturnType<typeof useStreamFind>
