import { useDebounceFn } from '@vueuse/core'
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { PayloadPreview } from '../../shared/contract/engine/payload-calls'
import { toFailure } from '../../shared/contract/errors'
import type { Payload } from '../../shared/payload/payload'
import { useEngine } from '../link/link'

/** A person who types is not asked after each key. */
const pause = 120
/** Times, numbers and random values change while nobody types. */
const refresh = 1_000

/**
 * A payload as it would be sent now, from the engine, which knows its environment, peers and counts; null while it is
 * asked for the first time, and where `wanted` is null.
 */
export function usePreview(
  endpoint: Ref<string>,
  wanted: Ref<Payload | null>,
  peer: Ref<number | undefined>,
): Ref<PayloadPreview | null> {
  const preview = shallowRef<PayloadPreview | null>(null)
  let turn = 0

  async function ask(): Promise<void> {
    const payload = wanted.value
    if (!payload) return
    const mine = ++turn
    const answer = await askPreview(endpoint.value, payload, peer.value)
    if (mine === turn) preview.value = answer
  }

  const askSoon = useDebounceFn(ask, pause)
  watch(
    [endpoint, () => JSON.stringify(wanted.value), peer],
    () => {
      turn += 1
      if (!wanted.value) preview.value = null
      else void askSoon()
    },
    { immediate: true },
  )
  const timer = setInterval(() => document.visibilityState === 'visible' && void ask(), refresh)
  onScopeDispose(() => {
    turn += 1
    clearInterval(timer)
  })
  return preview
}

/** One preview; what keeps the engine from answering is a failure of the preview. */
export async function askPreview(
  endpoint: string,
  payload: Payload,
  peer: number | undefined,
): Promise<PayloadPreview> {
  try {
    return await useEngine().call('payload.preview', { endpoint, payload, peer })
  } catch (thrown) {
    return { ok: false, failure: toFailure(thrown) }
  }
}
