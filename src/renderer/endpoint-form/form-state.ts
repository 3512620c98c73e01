import { useDebounceFn } from '@vueuse/core'
import * as v from 'valibot'
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import type { OptionProblem } from '../../shared/contract/engine/endpoint-calls'
import {
  checkOptions,
  defaultOptions,
  EndpointNameSchema,
  type EndpointConfig,
  type OptionInput,
} from '../../shared/endpoints/endpoint-config'
import { endpointKindTexts, type EndpointKind } from '../../shared/endpoints/endpoint-kind'
import { isShown, type OptionDefinitions } from '../../shared/endpoints/options/option'
import { optionDefinitions } from '../../shared/endpoints/options/option-definitions'
import type { FieldProblem } from '../controls/field-problem'
import { failureWords, local, t } from '../language/use-language'
import { useEngine } from '../link/link'
import { issueProblem, systemProblem } from './option-field-problem'

/** How long the form waits for the next key before it asks the engine whether the options would work. */
const checkDelayMs = 250

/** `TCP server`, or `TCP server 2` where that name is taken. */
export function freeName(kind: EndpointKind, taken: readonly string[]): string {
  const base = local(endpointKindTexts[kind].name)
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base} ${number}`
    if (!taken.includes(name)) return name
  }
}

/** Name and options as they stand in the form, and what is wrong with each of them. */
export function useFormState(
  kind: EndpointKind,
  config: EndpointConfig | null,
  newName: string,
  begins: OptionInput = {},
) {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  const name = ref(config?.name ?? newName)
  const options = reactive<Record<string, unknown>>({
    ...defaultOptions(kind),
    ...begins,
    ...config?.options,
  })
  const edited = shallowRef(config)
  const found = shallowRef<readonly OptionProblem[]>([])
  const checkFailure = ref<string | null>(null)
  const checking = ref(false)
  let asked = 0

  const set = (option: string, value: unknown): void => void (options[option] = value)
  const issues = computed(() => {
    const checked = checkOptions(kind, input())
    return checked.ok ? [] : checked.issues
  })
  const nameProblem = computed<FieldProblem | null>(() =>
    v.is(EndpointNameSchema, name.value) ? null : { message: t('form.nameLength') },
  )
  const problems = computed(() => {
    const all = new Map<string, FieldProblem>()
    for (const problem of found.value) all.set(problem.option, systemProblem(problem, set))
    for (const issue of issues.value) {
      const definition = definitions[issue.option]
      if (definition) all.set(issue.option, issueProblem(definition, options[issue.option]))
    }
    return all
  })
  /** Nothing that the definitions refuse; the system may still say no. */
  const wellFormed = computed(() => nameProblem.value === null && issues.value.length === 0)

  /** Asks whether the options would work now; only the answer to the newest question counts. */
  async function check(): Promise<void> {
    asked += 1
    const turn = asked
    if (issues.value.length > 0) {
      found.value = []
      return
    }
    checking.value = true
    try {
      const answer = await useEngine().call('endpoint.check', {
        kind,
        options: input(),
        endpoint: edited.value?.id,
      })
      if (turn === asked) {
        found.value = answer
        checkFailure.value = null
      }
    } catch (thrown) {
      if (turn === asked) checkFailure.value = failureWords(thrown)
    } finally {
      if (turn === asked) checking.value = false
    }
  }

  /** What stands in the form. What is wrong where nobody sees it, as it is of no use, goes back to its default. */
  function input(): OptionInput {
    const values = { ...options }
    const checked = checkOptions(kind, values)
    for (const { option } of checked.ok ? [] : checked.issues) {
      if (!isShown(definitions, option, options)) values[option] = definitions[option]?.default
    }
    return values
  }

  watch(options, useDebounceFn(check, checkDelayMs))
  void check()

  return {
    definitions,
    name,
    options,
    edited,
    nameProblem,
    problems,
    checkFailure,
    checking,
    wellFormed,
    set,
    check,
    input,
  }
}

export type FormState = ReturnType<typeof useFormState>
