import { watchDebounced } from '@vueuse/core'
import { computed, shallowRef, type Ref } from 'vue'
import type { Failure } from '../../shared/contract/errors'
import type { ScriptState } from '../../shared/scripts/script-status'
import { failureWords } from '../language/use-language'
import { useEngine } from '../link/link'
import { useNotices } from '../stores/notices'
import type { ScriptFault } from './ScriptEditor.vue'

/** A person who types is not told of a fault after each key, ms. */
const pause = 400

/** The line and column of a failure; null where it has none. */
export function placeOf({ details }: Failure): { readonly line: number; readonly column: number } | null {
  const { line, column } = details
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : null
}

/** What is wrong with the text that is being written, or with what the script was stopped for, if it is that one. */
export function useScriptFault(
  source: Readonly<Ref<string>>,
  isChanged: Readonly<Ref<boolean>>,
  state: Readonly<Ref<ScriptState>>,
) {
  const notices = useNotices()
  const checked = shallowRef<{ readonly source: string; readonly failure: Failure | null } | null>(null)

  watchDebounced(
    source,
    async (text) => {
      try {
        const failure = text.trim() === '' ? null : await useEngine().call('script.check', { source: text })
        if (source.value === text) checked.value = { source: text, failure }
      } catch (thrown) {
        notices.failed(thrown)
      }
    },
    { debounce: pause, immediate: true },
  )

  const failure = computed<Failure | null>(() => {
    const found = checked.value?.source === source.value ? checked.value.failure : null
    if (found) return found
    return !isChanged.value && state.value.is === 'stopped' ? state.value.failure : null
  })
  const fault = computed<ScriptFault | null>(() => {
    const place = failure.value && placeOf(failure.value)
    return place && failure.value ? { ...place, message: failureWords(failure.value) } : null
  })
  return { failure, fault }
}
