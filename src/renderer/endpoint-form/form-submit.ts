import { ref, watch } from 'vue'
import type { EndpointKind } from '../../shared/endpoints/endpoint-kind'
import { failureWords, t } from '../language/use-language'
import { useEngine } from '../link/link'
import { useDialogs } from '../stores/dialogs'
import { useEndpoints } from '../stores/endpoints'
import { useNotices } from '../stores/notices'
import { useTabs } from '../stores/tabs'
import type { FormState } from './form-state'

/**
 * Creates or saves what stands in the form, and starts it on demand. What cannot be created or saved is told in the form,
 * which stays open. A start that fails is told in the endpoint's tab, which comes to the front, with its ways out.
 */
export function useFormSubmit(kind: EndpointKind, state: FormState) {
  const engine = useEngine()
  const endpoints = useEndpoints()
  const dialogs = useDialogs()
  const notices = useNotices()
  const tabs = useTabs()
  const busy = ref(false)
  const failure = ref<string | null>(null)

  /** A failure is about the values that were tried. */
  watch(state.options, () => (failure.value = null))

  /** Returns true where the endpoint must restart for some changes. */
  async function save(): Promise<boolean> {
    const { edited, name } = state
    if (edited.value === null) {
      edited.value = await engine.call('endpoint.create', { kind, name: name.value, options: state.input() })
      endpoints.takeConfig(edited.value)
      return false
    }
    const { config, needsRestart } = await engine.call('endpoint.update', {
      endpoint: edited.value.id,
      name: name.value,
      options: state.input(),
    })
    edited.value = config
    endpoints.takeConfig(config)
    return needsRestart
  }

  async function start(endpoint: string): Promise<void> {
    if (endpoints.isRunningNow(endpoint)) {
      endpoints.takeStatuses([await engine.call('endpoint.stop', { endpoint })])
    }
    try {
      await endpoints.start(endpoint)
    } catch (thrown) {
      if (endpoints.status(endpoint)?.state.is !== 'failed') throw thrown
    }
  }

  async function submit(andStart: boolean): Promise<void> {
    if (busy.value || !state.wellFormed.value) return
    busy.value = true
    failure.value = null
    try {
      const needsRestart = await save()
      const id = state.edited.value!.id
      tabs.open({ component: 'endpoint', endpoint: id })
      if (andStart) await start(id)
      else if (needsRestart) notices.toast({ text: t('form.saved') })
      dialogs.close()
    } catch (thrown) {
      failure.value = failureWords(thrown)
    } finally {
      busy.value = false
    }
  }

  return { busy, failure, submit }
}
