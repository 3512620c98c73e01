import { computed, ref } from 'vue'
import type { EndpointConfig } from '../../shared/endpoints/endpoint-config'
import { resolveTarget, targetChoices, type TargetChoice } from '../composer/send-targets'
import { useEndpoints } from '../stores/endpoints'

/** On whom a sequence runs: as the composer's choices, but for addresses, where nobody may be. */
export function useRunTarget(config: () => EndpointConfig, peers: () => readonly number[]) {
  const endpoints = useEndpoints()
  const wanted = ref<TargetChoice | null>(null)
  const situation = computed(() => ({
    config: config(),
    status: endpoints.status(config().id),
    chosen: peers(),
    address: '',
  }))
  const choices = computed(() => targetChoices(situation.value).filter((one) => one !== 'address'))
  const choice = computed<TargetChoice | null>({
    get: () => choices.value.find((one) => one === wanted.value) ?? choices.value[0] ?? null,
    set: (one) => (wanted.value = one),
  })
  const resolved = computed(() => (choice.value ? resolveTarget(choice.value, situation.value) : null))
  return { situation, choices, choice, address: ref(''), resolved }
}
