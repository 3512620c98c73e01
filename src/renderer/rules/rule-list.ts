import type { Rule, RuleAction, RuleList } from '../../shared/rules/rule'
import type { NewRule } from '../../shared/rules/ready-made-rules'

/** An id that no rule has. */
export function newRuleId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  return `r-${Array.from(bytes, (byte) => byte.toString(36).padStart(2, '0')).join('')}`
}

export const emptyReply: RuleAction = {
  do: 'reply',
  payload: { form: 'text', text: '', lineEnding: 'none' },
}

/** A rule to begin with: it answers nothing, and says nothing wrong, until its reply is filled in. */
export function emptyRule(name: string): NewRule {
  return {
    name,
    on: true,
    trigger: { when: 'message', match: { by: 'any' } },
    actions: [emptyReply],
    delayMs: 0,
    jitterMs: 0,
    probability: 1,
    limit: null,
  }
}

/** `Name`, or `Name 2` and so on where a rule has it already: rows of a log tell rules by their name. */
function freeRuleName(name: string, rules: readonly Rule[]): string {
  const taken = new Set(rules.map((rule) => rule.name))
  if (!taken.has(name)) return name
  const stem = name.replace(/ \d+$/, '').slice(0, 70)
  for (let number = 2; ; number += 1) if (!taken.has(`${stem} ${number}`)) return `${stem} ${number}`
}

/** `added` at `index`, each with an id and a name of its own. */
export function withRules(list: RuleList, index: number, added: readonly NewRule[]): RuleList {
  let { rules } = list
  added.forEach((rule, offset) => {
    const made = { ...rule, id: newRuleId(), name: freeRuleName(rule.name, rules) }
    rules = rules.toSpliced(index + offset, 0, made)
  })
  return { ...list, rules }
}

/** The rule `id` before the one that is at `to` now, or at the end. */
export function withMoved(list: RuleList, id: string, to: number): RuleList {
  const from = list.rules.findIndex((rule) => rule.id === id)
  const moved = list.rules[from]
  if (!moved || to === from || to === from + 1) return list
  const without = list.rules.toSpliced(from, 1)
  return { ...list, rules: without.toSpliced(to > from ? to - 1 : to, 0, moved) }
}

export function withChanged(list: RuleList, id: string, change: Partial<Rule>): RuleList {
  return { ...list, rules: list.rules.map((rule) => (rule.id === id ? { ...rule, ...change } : rule)) }
}

export function withoutRule(list: RuleList, id: string): RuleList {
  return { ...list, rules: list.rules.filter((rule) => rule.id !== id) }
}

/**
 * What of `list` can be saved: rules that are `wrong` stay as they were `saved`, or are left out where they are new. One
 * that is switched off is kept as it is where only its match or payloads are wrong.
 */
export function savableRules(list: RuleList, saved: RuleList, isWrong: (rule: Rule) => boolean): RuleList {
  if (!list.rules.some(isWrong)) return list
  const before = new Map(saved.rules.map((rule) => [rule.id, rule]))
  return {
    ...list,
    rules: list.rules.flatMap((rule) => (isWrong(rule) ? (before.get(rule.id) ?? []) : rule)),
  }
}
