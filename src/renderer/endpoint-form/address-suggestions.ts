import { computed } from 'vue'
import { parseGroups } from '../../shared/endpoints/multicast-group'
import { t } from '../language/use-language'
import { useHostFacts } from '../stores/host'

/** Something a field offers, with what it is. */
interface Suggestion {
  readonly value: string
  readonly hint: string
}

/** Addresses of this machine to offer; `any` adds those that stand for all of them. */
export function useAddressSuggestions(any: () => boolean) {
  const facts = useHostFacts()
  return computed(() => {
    const wildcards = [
      { value: '0.0.0.0', hint: t('form.allInterfaces') },
      { value: '::', hint: t('form.allInterfaces6') },
    ]
    const own = facts.addresses.map((one) => ({
      value: one.address,
      hint: one.internal ? t('form.thisMachine') : one.interface,
    }))
    return withoutRepeats([...(any() ? wildcards : []), ...own])
  })
}

/** Interfaces of this machine by name, each with its first address. */
export function useInterfaceSuggestions() {
  const facts = useHostFacts()
  return computed(() =>
    withoutRepeats(facts.addresses.map((one) => ({ value: one.interface, hint: one.address }))),
  )
}

/** Where datagrams for many can go: the broadcast addresses of this machine's networks, and `groups` that were joined. */
export function useDatagramTargets(groups: () => string) {
  const facts = useHostFacts()
  return computed(() => {
    const check = parseGroups(groups())
    const joined = check.ok ? check.groups : []
    const networks = facts.addresses.flatMap(({ broadcast, interface: name }) =>
      broadcast === null ? [] : [{ value: broadcast, hint: t('form.interfaceOf', { interface: name }) }],
    )
    return withoutRepeats([
      ...joined.map(({ group }) => ({ value: group, hint: t('form.joinedGroup') })),
      ...networks,
    ])
  })
}

function withoutRepeats(offered: readonly Suggestion[]): readonly Suggestion[] {
  return offered.filter(({ value }, index) => offered.findIndex((one) => one.value === value) === index)
}
