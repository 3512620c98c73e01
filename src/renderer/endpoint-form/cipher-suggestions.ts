import { computed, type Ref } from 'vue'
import { useHostFacts } from '../stores/host'

/** What `list` can go on with, as whole lists: one more cipher of the runtime behind the last colon. */
export function useCipherSuggestions(list: Readonly<Ref<string>>) {
  const facts = useHostFacts()
  return computed(() => {
    const begun = list.value.slice(0, list.value.lastIndexOf(':') + 1)
    const named = new Set(begun.split(':'))
    const ciphers = facts.socketSupport?.ciphers ?? []
    return ciphers.filter((name) => !named.has(name)).map((name) => ({ value: begun + name }))
  })
}
