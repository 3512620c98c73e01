import { computed, ref } from 'vue'
import { languages } from '../../shared/language/local-text'
import type { EndpointKind } from '../../shared/endpoints/endpoint-kind'
import {
  isShown,
  optionFlags,
  type OptionDefinition,
  type OptionGroup,
} from '../../shared/endpoints/options/option'
import { local, t } from '../language/use-language'
import { absentOptions } from './absent-options'
import type { FormState } from './form-state'

/** An option of the form, by its name in a workspace. */
export type FormOption = readonly [string, OptionDefinition]

/** The groups behind the addresses, in their order. */
const optionGroups = [
  'connection',
  'tls',
  'target-tls',
  'websocket',
  'multicast',
  'socket',
  'messages',
  'behaviour',
  'faults',
] as const satisfies readonly OptionGroup[]

/** The options of the form in their groups: those of use with the values that stand there, and that have the words sought or
 * are wrong. */
export function useFormGroups(kind: EndpointKind, { definitions, options, problems }: FormState) {
  const search = ref('')
  const words = computed(() => search.value.toLowerCase().split(/\s+/).filter(Boolean))
  const has = (text: string) => words.value.every((word) => text.toLowerCase().includes(word))

  function inGroup(group: OptionGroup): readonly FormOption[] {
    return Object.entries(definitions).filter(
      ([option, definition]) => definition.group === group && isShown(definitions, option, options),
    )
  }

  /** TLS has a name of its own where an endpoint has it on two sides. */
  function titleOf(group: (typeof optionGroups)[number]): string {
    if (group !== 'tls' && group !== 'target-tls') return t(`form.${group}`)
    return local(definitions[group === 'tls' ? 'tls' : 'targetTls']!.label)
  }

  const address = computed(() => inGroup('address'))
  const groups = computed(() =>
    optionGroups
      .map((group) => {
        const all = inGroup(group)
        const absent = group === 'socket' && all.length > 0 ? absentOptions(kind) : []
        return {
          group,
          title: all.length > 0 ? titleOf(group) : '',
          options: all.filter((option) => problems.value.has(option[0]) || has(textOf(option))),
          absent: absent.filter(({ system, label }) => has(`${label} ${system}`)),
        }
      })
      .filter(({ options: found, absent }) => found.length + absent.length > 0),
  )
  return { search, isSearching: computed(() => words.value.length > 0), address, groups }
}

/** What a person may know an option by: its words in any language, its flags, its name in a workspace. */
function textOf([name, definition]: FormOption): string {
  const { label, help } = definition
  const words = languages.flatMap((language) => [label[language], help[language]])
  return [name, ...words, ...optionFlags(definition).map(({ flag }) => flag)].join(' ')
}
