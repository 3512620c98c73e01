import type { DryRunLine, RuleAnswer, RuleVerdict } from '../../../shared/contract/engine/rule-calls'
import { toFailure } from '../../../shared/contract/errors'
import type { PayloadMatch } from '../../../shared/payload/payload-context'
import { compileRule, type CompiledRule, type RuleSetting } from '../../../shared/rules/compile-rules'
import type { Rule, RuleList } from '../../../shared/rules/rule'
import { bytesFor, Sendings } from '../payload/sendings'
import type { PayloadSources } from '../../../shared/payload/payload-context'

/** A peer that stands for whoever would send the message. */
const somebody = {
  peer: 1,
  remote: { address: '127.0.0.1', port: 50_000 },
  local: { address: '127.0.0.1', port: 0 },
} as const

/** Tells for each rule what it would do with `message`, without doing it. */
export function dryRun(
  { which, rules }: RuleList,
  message: Uint8Array,
  setting: RuleSetting,
  sources: PayloadSources,
): DryRunLine[] {
  let taken: Rule | null = null
  return rules.map((rule) => {
    const verdict = verdictOn(rule, message, setting, new Sendings(sources))
    if (verdict.is !== 'hit' || which === 'all') return { rule: rule.id, verdict }
    const by = taken?.name
    taken ??= rule
    return { rule: rule.id, verdict: by === undefined ? verdict : { is: 'taken', by } }
  })
}

function verdictOn(rule: Rule, message: Uint8Array, setting: RuleSetting, sendings: Sendings): RuleVerdict {
  if (!rule.on) return { is: 'off' }
  if (rule.trigger.when !== 'message') return { is: 'other-trigger' }
  try {
    const compiled = compileRule(rule, setting)
    const match = compiled.matcher?.match(message) ?? null
    const because = match?.numbered[0]
    return match && because
      ? { is: 'hit', because, answers: answersOf(compiled, message, match, sendings) }
      : { is: 'missed' }
  } catch (thrown) {
    return { is: 'wrong', failure: toFailure(thrown) }
  }
}

function answersOf(
  compiled: CompiledRule,
  message: Uint8Array,
  match: PayloadMatch,
  sendings: Sendings,
): RuleAnswer[] {
  return compiled.actions.flatMap((action): RuleAnswer[] => {
    if (action.do === 'echo') return [{ ok: true, bytes: message }]
    if (action.do !== 'reply') return []
    try {
      return [{ ok: true, bytes: bytesFor(sendings.next(action.template, match), somebody) }]
    } catch (thrown) {
      return [{ ok: false, failure: toFailure(thrown) }]
    }
  })
}
