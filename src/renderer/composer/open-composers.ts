import { defineStore } from 'pinia'
import { computed, shallowReactive } from 'vue'
import type { LibraryPayload } from '../../shared/payload/saved-payload'
import { tabId, useTabs } from '../stores/tabs'
import type { NoTarget } from './send-targets'

/** The composer of an endpoint whose tab is open. */
export interface OpenComposer {
  readonly endpoint: string
  focus(): void
  /** Sends a payload to whom the composer is set to; answers why there is nobody, or null. */
  send(payload: LibraryPayload): Promise<NoTarget | 'busy' | null>
}

/** The composers of the open tabs: others load and send payloads through the one in front. */
export const useOpenComposers = defineStore('open-composers', () => {
  const tabs = useTabs()
  const all = shallowReactive(new Map<string, OpenComposer>())

  const active = computed<OpenComposer | null>(() => {
    const shown = [...all.values()].find(
      ({ endpoint }) => tabId({ component: 'endpoint', endpoint }) === tabs.active,
    )
    return shown ?? null
  })

  /** Answers with the function that takes the composer out again. */
  function put(composer: OpenComposer): () => void {
    all.set(composer.endpoint, composer)
    return () => {
      if (all.get(composer.endpoint) === composer) all.delete(composer.endpoint)
    }
  }

  return { active, put }
})
