import type { Rule, RuleList } from './rule'

/** What has become of a list that two persons changed at the same time. */
export interface MergedRules {
  /** Both changes; where both changed one rule, ours. */
  readonly list: RuleList
  /** The rules that both changed, or that one changed and the other deleted, as ours has them, else as theirs. */
  readonly conflicts: readonly Rule[]
}

/**
 * Puts our changes and theirs of the list `before` together, rule by rule. The order is ours where we changed it, else
 * theirs; what only the other has stays behind the rule it stood behind.
 */
export function mergeRules(before: RuleList, ours: RuleList, theirs: RuleList): MergedRules {
  const old = byId(before)
  const mine = byId(ours)
  const others = byId(theirs)
  const conflicts: Rule[] = []
  const kept = new Map<string, Rule>()
  for (const id of new Set([...mine.keys(), ...others.keys()])) {
    const [was, we, they] = [old.get(id), mine.get(id), others.get(id)]
    const isOurs = !sameValue(we, was)
    if (isOurs && !sameValue(they, was) && !sameValue(we, they)) conflicts.push((we ?? they)!)
    const rule = isOurs ? we : they
    if (rule) kept.set(id, rule)
  }
  const [first, second] = sameOrder(before, ours) ? [theirs, ours] : [ours, theirs]
  const which = ours.which === before.which ? theirs.which : ours.which
  return { list: { which, rules: inOrder(kept, first, second) }, conflicts }
}

/** In the order of `first`; those that only `second` has, behind the one before them there. */
function inOrder(kept: ReadonlyMap<string, Rule>, first: RuleList, second: RuleList): Rule[] {
  const order = first.rules.map(({ id }) => id)
  second.rules.forEach(({ id }, index) => {
    if (order.includes(id)) return
    const before = second.rules[index - 1]
    order.splice(before ? order.indexOf(before.id) + 1 : 0, 0, id)
  })
  return order.flatMap((id) => kept.get(id) ?? [])
}

/** Have the rules that are in both lists the same order? */
function sameOrder(one: RuleList, other: RuleList): boolean {
  const [ones, others] = [byId(one), byId(other)]
  const common = (list: RuleList) =>
    list.rules.map(({ id }) => id).filter((id) => ones.has(id) && others.has(id))
  return sameValue(common(one), common(other))
}

function byId({ rules }: RuleList): ReadonlyMap<string, Rule> {
  return new Map(rules.map((rule) => [rule.id, rule]))
}

/** Are two plain values equal? A key that is undefined is as good as none. */
function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const [a, b] = [one as Readonly<Record<string, unknown>>, other as Readonly<Record<string, unknown>>]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => sameValue(a[key], b[key]))
}
