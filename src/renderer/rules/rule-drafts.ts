import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import { toFailure, type Failure } from '../../shared/contract/errors'
import { checkRule, type RuleProblem } from '../../shared/rules/check-rule'
import type { RuleSetting } from '../../shared/rules/compile-rules'
import { mergeRules } from '../../shared/rules/merge-rules'
import { noRules, type Rule, type RuleList } from '../../shared/rules/rule'
import { useEngine } from '../link/link'
import { useEndpoints } from '../stores/endpoints'
import { useWorkspace } from '../stores/workspace'
import { savableRules } from './rule-list'

/** A person who types is not saved after each key. */
const pause = 250

/**
 * Rules that are being changed, for all endpoints: what is right is saved soon, what is wrong is kept here until it is
 * put right, also when its tab is closed meanwhile.
 */
export const useRuleDrafts = defineStore('rule-drafts', () => {
  const endpoints = useEndpoints()
  const workspace = useWorkspace()
  const drafts = shallowReactive(new Map<string, RuleList>())
  /** What each draft was made of, as the engine had it. */
  const bases = new Map<string, RuleList>()
  const failures = shallowReactive(new Map<string, Failure>())
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const saving = new Set<string>()
  /** Rules are values: one that has not changed is not looked at again. */
  let looked = { key: '', problems: new WeakMap<Rule, RuleProblem | { readonly none: true }>() }

  function savedOf(endpoint: string): RuleList {
    return endpoints.config(endpoint)?.rules ?? noRules
  }

  function of(endpoint: string): RuleList {
    return drafts.get(endpoint) ?? savedOf(endpoint)
  }

  function settingOf(endpoint: string): RuleSetting {
    const names = Object.keys(workspace.current?.variables ?? {})
    const sequences = new Set(workspace.current?.sequences.map(({ name }) => name))
    const encoding = endpoints.config(endpoint)?.options.encoding ?? 'utf-8'
    return { encoding, variables: new Set(names), sequences }
  }

  /** What is wrong with a rule of this endpoint. */
  function problemOf(endpoint: string, rule: Rule): RuleProblem | null {
    const setting = settingOf(endpoint)
    const key = JSON.stringify([
      setting.encoding,
      [...(setting.variables ?? [])],
      [...(setting.sequences ?? [])],
    ])
    if (looked.key !== key) looked = { key, problems: new WeakMap() }
    const known = looked.problems.get(rule)
    if (known) return 'none' in known ? null : known
    const problem = checkRule(rule, setting)
    looked.problems.set(rule, problem ?? { none: true })
    return problem
  }

  /** The engine takes whatever is off, as long as it is a rule at all. */
  function isUnsavable(endpoint: string, rule: Rule): boolean {
    const problem = problemOf(endpoint, rule)
    return problem !== null && (rule.on || problem.failure.code === 'E_RULE_FIELD')
  }

  function change(endpoint: string, list: RuleList): void {
    if (!drafts.has(endpoint)) bases.set(endpoint, savedOf(endpoint))
    drafts.set(endpoint, list)
    saveSoon(endpoint, pause)
  }

  function saveSoon(endpoint: string, wait: number): void {
    clearTimeout(timers.get(endpoint))
    timers.set(
      endpoint,
      setTimeout(() => void save(endpoint), wait),
    )
  }

  async function save(endpoint: string): Promise<void> {
    timers.delete(endpoint)
    const draft = drafts.get(endpoint)
    if (!draft || !endpoints.config(endpoint)) return
    // One after the other, so that an older list cannot come last.
    if (saving.has(endpoint)) return saveSoon(endpoint, pause)
    saving.add(endpoint)
    const rules = savableRules(draft, savedOf(endpoint), (rule) => isUnsavable(endpoint, rule))
    const rulesBefore = bases.get(endpoint) ?? savedOf(endpoint)
    try {
      const { config } = await useEngine().call('endpoint.update', { endpoint, rules, rulesBefore })
      endpoints.takeConfig(config)
      failures.delete(endpoint)
      if (drafts.get(endpoint) === draft && rules === draft) drop(endpoint)
      else rebase(endpoint, rules, config.rules)
    } catch (thrown) {
      failures.set(endpoint, toFailure(thrown))
    } finally {
      saving.delete(endpoint)
    }
  }

  function drop(endpoint: string): void {
    drafts.delete(endpoint)
    bases.delete(endpoint)
  }

  /** What goes on being changed takes in what others have changed since `before`. */
  function rebase(endpoint: string, before: RuleList, saved: RuleList): void {
    const draft = drafts.get(endpoint)
    if (!draft) return
    drafts.set(endpoint, mergeRules(before, draft, saved).list)
    bases.set(endpoint, saved)
  }

  /** Of a rule that another window has changed too, our change is to stay. */
  function keepOurs(endpoint: string): void {
    const saved = savedOf(endpoint)
    rebase(endpoint, bases.get(endpoint) ?? saved, saved)
    saveSoon(endpoint, 0)
  }

  /** What another window has changed is to stay; other changes of ours are kept. */
  function takeTheirs(endpoint: string): void {
    const saved = savedOf(endpoint)
    const before = bases.get(endpoint) ?? saved
    failures.delete(endpoint)
    const { list } = mergeRules(before, saved, drafts.get(endpoint) ?? saved)
    drop(endpoint)
    change(endpoint, list)
  }

  return {
    of,
    settingOf,
    problemOf,
    isUnsavable,
    change,
    failureOf: (endpoint: string) => failures.get(endpoint) ?? null,
    retry: (endpoint: string) => saveSoon(endpoint, 0),
    keepOurs,
    takeTheirs,
  }
})
