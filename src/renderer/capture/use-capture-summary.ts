import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { CaptureSummary } from '../../shared/contract/engine/capture-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import { useEngine } from '../link/link'
import { useCaptures } from '../stores/captures'

/** While a capture is being recorded, its figures are asked for this often, ms. */
const refreshMs = 1_000

/** What a capture is, kept up to date while it grows. */
export function useCaptureSummary(capture: Ref<string>) {
  const summary = shallowRef<CaptureSummary | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const captures = useCaptures()
  let turn = 0

  async function load(): Promise<void> {
    const mine = ++turn
    try {
      const loaded = await useEngine().call('capture.summary', { capture: capture.value })
      if (mine !== turn) return
      summary.value = loaded
      captures.know(loaded)
      failure.value = null
    } catch (thrown) {
      if (mine === turn) failure.value = toFailure(thrown)
    }
  }

  const clock = setInterval(() => {
    if (summary.value?.live) void load()
  }, refreshMs)
  const stopListening = useEngine().on('capture.changed', () => void load())
  watch(capture, () => void load(), { immediate: true })
  onScopeDispose(() => {
    turn += 1
    clearInterval(clock)
    stopListening()
  })
  return { summary, failure }
}
