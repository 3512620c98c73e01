import { useDebounceFn } from '@vueuse/core'
import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { DryRunLine, RuleVerdict } from '../../shared/contract/engine/rule-calls'
import { toFailure, type Failure } from '../../shared/contract/errors'
import type { RuleProblem } from '../../shared/rules/check-rule'
import type { Rule, RuleList } from '../../shared/rules/rule'
import { draftPayload, emptyDraft, type PayloadDraft } from '../composer/payload-draft'
import { useEngine } from '../link/link'

const pause = 150

/** What the rules as they are shown, saved or not, would do with a message that a person gives. */
export function useDryRun(
  endpoint: Ref<string>,
  list: Ref<RuleList>,
  problemOf: (rule: Rule) => RuleProblem | null,
  isOpen: Ref<boolean>,
) {
  const draft = shallowRef<PayloadDraft>(emptyDraft)
  const lines = shallowRef<readonly DryRunLine[]>([])
  const failure = shallowRef<Failure | null>(null)
  let turn = 0

  async function run(): Promise<void> {
    const mine = ++turn
    if (!isOpen.value || draft.value.typed === '') {
      lines.value = []
      failure.value = null
      return
    }
    try {
      const answer = await ask()
      if (mine !== turn) return
      lines.value = answer
      failure.value = null
    } catch (thrown) {
      if (mine !== turn) return
      lines.value = []
      failure.value = toFailure(thrown)
    }
  }

  /** A rule with a value that is none cannot be given to the engine, which would refuse all of them. */
  async function ask(): Promise<readonly DryRunLine[]> {
    const { which, rules } = list.value
    const refused = new Map<string, RuleVerdict>()
    for (const rule of rules) {
      const problem = problemOf(rule)
      if (problem?.failure.code === 'E_RULE_FIELD')
        refused.set(rule.id, { is: 'wrong', failure: problem.failure })
    }
    const asked = await useEngine().call('rule.dryRun', {
      endpoint: endpoint.value,
      rules: { which, rules: rules.filter(({ id }) => !refused.has(id)) },
      message: draftPayload(draft.value),
    })
    const verdicts = new Map([...refused, ...asked.map(({ rule, verdict }) => [rule, verdict] as const)])
    return rules.flatMap(({ id }) => {
      const verdict = verdicts.get(id)
      return verdict ? [{ rule: id, verdict }] : []
    })
  }

  const runSoon = useDebounceFn(run, pause)
  watch([draft, list, endpoint, isOpen], () => {
    turn += 1
    void runSoon()
  })
  onScopeDispose(() => (turn += 1))

  const verdicts = computed(() => new Map(lines.value.map(({ rule, verdict }) => [rule, verdict])))
  return { draft, lines, verdicts, failure }
}

export type DryRun = ReturnType<typeof useDryRun>
