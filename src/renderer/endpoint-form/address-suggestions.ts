import { computed } from 'vue'
import { t } from '../language/use-language'
import { useHostFacts } from '../stores/host'

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
    const offered = [...(any() ? wildcards : []), ...own]
    return offered.filter(({ value }, index) => offered.findIndex((one) => one.value === value) === index)
  })
}
