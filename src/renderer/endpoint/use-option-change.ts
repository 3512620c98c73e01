import { ref, shallowRef, type Ref } from 'vue'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { EndpointConfig, OptionInput } from '../../shared/endpoints/endpoint-config'
import { useEngine } from '../link/link'
import { useEndpoints } from '../stores/endpoints'

/** Changes an endpoint from its own tab; a failure stays until the next change. */
export function useOptionChange(endpoint: Readonly<Ref<string>>) {
  const endpoints = useEndpoints()
  const busy = ref(false)
  const failure = shallowRef<Failure | null>(null)

  async function update(changed: {
    readonly options?: OptionInput
    readonly rewrites?: NonNullable<EndpointConfig['rewrites']>
  }): Promise<boolean> {
    busy.value = true
    failure.value = null
    try {
      const { options, rewrites } = changed
      const { config } = await useEngine().call('endpoint.update', {
        endpoint: endpoint.value,
        ...(options ? { options } : {}),
        ...(rewrites ? { rewrites: [...rewrites] } : {}),
      })
      endpoints.takeConfig(config)
      return true
    } catch (thrown) {
      failure.value = toFailure(thrown)
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, failure, update, change: (options: OptionInput) => update({ options }) }
}
