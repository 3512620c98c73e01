import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { toFailure, type Failure } from '../../shared/contract/errors'
import { noScript, sameScript, type EndpointScript } from '../../shared/scripts/endpoint-script'
import { useEngine } from '../link/link'
import { useEndpoints } from '../stores/endpoints'

/** Scripts that are being changed, for all endpoints; they are kept here until they are applied, also when their tab is closed. */
export const useScriptDrafts = defineStore('script-drafts', () => {
  const endpoints = useEndpoints()
  const drafts = shallowReactive(new Map<string, EndpointScript>())
  const failures = shallowReactive(new Map<string, Failure>())

  function savedOf(endpoint: string): EndpointScript {
    return endpoints.config(endpoint)?.script ?? noScript
  }

  function of(endpoint: string): EndpointScript {
    return drafts.get(endpoint) ?? savedOf(endpoint)
  }

  function change(endpoint: string, change: Partial<EndpointScript>): void {
    const draft = { ...of(endpoint), ...change }
    if (sameScript(draft, savedOf(endpoint))) drafts.delete(endpoint)
    else drafts.set(endpoint, draft)
  }

  /** Saves the draft; a running endpoint takes it at once. */
  async function apply(endpoint: string): Promise<void> {
    const draft = of(endpoint)
    const name = draft.name.trim() === '' ? noScript.name : draft.name
    try {
      const { config } = await useEngine().call('endpoint.update', { endpoint, script: { ...draft, name } })
      endpoints.takeConfig(config)
      failures.delete(endpoint)
      if (drafts.get(endpoint) === draft) drafts.delete(endpoint)
    } catch (thrown) {
      failures.set(endpoint, toFailure(thrown))
    }
  }

  return {
    of,
    savedOf,
    change,
    apply,
    isChanged: (endpoint: string) => drafts.has(endpoint),
    revert: (endpoint: string) => void drafts.delete(endpoint),
    failureOf: (endpoint: string) => failures.get(endpoint) ?? null,
  }
})
