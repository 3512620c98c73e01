import { computed, type Ref } from 'vue'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { useEngine } from '../link/link'
import type { LogEncoding } from '../log/log-encoding'
import { useEndpoints } from '../stores/endpoints'
import { useNotices } from '../stores/notices'

/** The encoding of an endpoint's log is the endpoint's own: what is sent is in it too. */
export function useEndpointEncoding(endpoint: Ref<string>, capture: Ref<string | null>): LogEncoding {
  const endpoints = useEndpoints()
  const notices = useNotices()
  const current = computed(() => endpoints.config(endpoint.value)?.options.encoding ?? 'utf-8')

  async function change(encoding: TextEncoding): Promise<void> {
    try {
      const options = { encoding }
      const { config } = await useEngine().call('endpoint.update', { endpoint: endpoint.value, options })
      endpoints.takeConfig(config)
      // A recorder notes it by itself; what an ended run left is still on screen.
      if (capture.value === null || endpoints.isRunningNow(endpoint.value)) return
      await useEngine().call('capture.setEncoding', { capture: capture.value, encoding })
    } catch (thrown) {
      notices.failed(thrown)
    }
  }

  return { current, choose: (encoding) => void change(encoding) }
}
