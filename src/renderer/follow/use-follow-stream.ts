import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { FollowDirection, FollowProgress, FollowWindow } from '../../shared/contract/engine/follow-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { EngineCaller } from '../link/link'
import { joinWindows, type StreamBytes } from './stream-bytes'

/** Whom a stream follows. */
export interface Followed {
  readonly capture: string
  readonly peer: number
}

/** The most bytes one call gives. */
export const mostBytes = 262_144

/** The stream of a peer: how far it is known, and its bytes. The engine holds it; it is closed when the view goes. */
export function useFollowStream(
  engine: EngineCaller,
  followed: Ref<Followed>,
  direction: Ref<FollowDirection>,
) {
  const progress = shallowRef<FollowProgress | null>(null)
  const failure = shallowRef<Failure | null>(null)
  let turn = 0
  /** News that overtook the answer to the opening. */
  const early = new Map<string, FollowProgress>()
  let opening = false

  const stopListening = engine.on('follow.progress', (news) => {
    if (news.follow === progress.value?.follow) progress.value = news
    else if (opening) early.set(news.follow, news)
  })

  async function open(): Promise<void> {
    const mine = ++turn
    drop()
    opening = true
    try {
      const opened = await engine.call('follow.open', { ...followed.value })
      if (mine !== turn) close(opened.follow)
      else progress.value = early.get(opened.follow) ?? opened
    } catch (thrown) {
      if (mine === turn) failure.value = toFailure(thrown)
    } finally {
      if (mine === turn) {
        opening = false
        early.clear()
      }
    }
  }

  function drop(): void {
    const before = progress.value
    progress.value = null
    failure.value = null
    if (before) close(before.follow)
  }

  function close(follow: string): void {
    // The link may be gone, and with it the stream.
    engine.call('follow.close', { follow }).catch(() => undefined)
  }

  /** Bytes `from` … `to - 1`, as far as there are. */
  async function read(from: number, to: number): Promise<StreamBytes> {
    const windows: FollowWindow[] = []
    const follow = progress.value?.follow
    for (let at = from; follow !== undefined && at < to;) {
      const wanted = { follow, direction: direction.value, from: at, length: Math.min(mostBytes, to - at) }
      const window = await engine.call('follow.read', wanted)
      if (window.data.length === 0) break
      windows.push(window)
      at += window.data.length
    }
    return joinWindows(windows, from)
  }

  const total = computed(() => {
    if (!progress.value) return 0
    const { inBytes, outBytes } = progress.value
    const here = direction.value
    return here === 'in' ? inBytes : here === 'out' ? outBytes : inBytes + outBytes
  })

  watch(followed, () => void open(), { immediate: true })
  onScopeDispose(() => {
    turn += 1
    stopListening()
    drop()
  })

  return {
    progress,
    name: computed(() => progress.value?.follow ?? null),
    total,
    failure: computed(() => failure.value ?? progress.value?.failure ?? null),
    read,
    reportFailure: (thrown: unknown) => (failure.value = toFailure(thrown)),
  }
}

export type FollowStream = ReturnType<typeof useFollowStream>
