import { computed, ref, watch, type Ref } from 'vue'
import type { NewRule, ReadyMadeRules } from '../../shared/rules/ready-made-rules'
import type { Rule, RuleList } from '../../shared/rules/rule'
import { language, t } from '../language/use-language'
import { useEndpoints } from '../stores/endpoints'
import { useNotices } from '../stores/notices'
import { useRuleDrafts } from './rule-drafts'
import { emptyRule, withChanged, withMoved, withoutRule, withRules } from './rule-list'

/** The rules of one endpoint with everything a person does with them. */
export function useRules(endpoint: Ref<string>) {
  const drafts = useRuleDrafts()
  const endpoints = useEndpoints()
  const notices = useNotices()
  const list = computed(() => drafts.of(endpoint.value))
  const chosenId = ref<string | null>(null)
  const chosenIndex = computed(() => list.value.rules.findIndex(({ id }) => id === chosenId.value))
  const chosen = computed(() => list.value.rules[chosenIndex.value] ?? null)
  /** What has happened, for those who do not see the list. */
  const told = ref('')

  const set = (next: RuleList) => drafts.change(endpoint.value, next)
  const problemOf = (rule: Rule) => drafts.problemOf(endpoint.value, rule)
  const isUnsaved = (rule: Rule) => drafts.isUnsavable(endpoint.value, rule)

  const which = computed(() => list.value.which)
  const setWhich = (wanted: RuleList['which']) => set({ ...list.value, which: wanted })

  function choose(index: number): void {
    const { rules } = list.value
    const rule = rules[Math.max(0, Math.min(rules.length - 1, index))]
    if (rule) chosenId.value = rule.id
  }

  function insert(index: number, added: readonly NewRule[]): void {
    const next = withRules(list.value, index, added)
    set(next)
    chosenId.value = next.rules[index]?.id ?? chosenId.value
  }

  /** Behind the chosen one, as a person expects. */
  const place = () => (chosenIndex.value < 0 ? list.value.rules.length : chosenIndex.value + 1)

  function add(): void {
    insert(place(), [emptyRule(t('rules.newName', { number: list.value.rules.length + 1 }))])
  }

  function addReadyMade(ready: ReadyMadeRules): void {
    const kind = endpoints.config(endpoint.value)?.kind
    if (!kind) return
    const isEmpty = list.value.rules.length === 0
    if (isEmpty && ready.which) set({ ...list.value, which: ready.which })
    insert(list.value.rules.length, ready.rules(kind, language.value))
    if (ready.which !== 'first' || list.value.which === 'first') return
    notices.toast({
      text: t('rules.needsFirst', { name: ready.name[language.value] }),
      action: { label: t('rules.switchToFirst'), run: () => setWhich('first') },
    })
  }

  function change(id: string, changed: Partial<Rule>): void {
    set(withChanged(list.value, id, changed))
  }

  /** Before the rule that is at `to` now. */
  function move(id: string, to: number): void {
    const next = withMoved(list.value, id, to)
    if (next === list.value) return
    set(next)
    const now = next.rules.findIndex((rule) => rule.id === id)
    const name = next.rules[now]?.name ?? ''
    told.value = t('rules.moved', { name, place: now + 1, count: next.rules.length })
  }

  function duplicate(id: string): void {
    const index = list.value.rules.findIndex((rule) => rule.id === id)
    const rule = list.value.rules[index]
    if (rule) insert(index + 1, [rule])
  }

  function remove(id: string): void {
    const index = list.value.rules.findIndex((rule) => rule.id === id)
    const rule = list.value.rules[index]
    if (!rule) return
    const at = endpoint.value
    set(withoutRule(list.value, id))
    if (chosenId.value === id) choose(index)
    notices.toast({
      text: t('rules.deleted', { name: rule.name }),
      action: { label: t('rules.undo'), undo: true, run: () => takeBack(at, rule, index) },
    })
  }

  function takeBack(at: string, rule: Rule, index: number): void {
    const now = drafts.of(at)
    if (now.rules.some(({ id }) => id === rule.id)) return
    drafts.change(at, { ...now, rules: now.rules.toSpliced(index, 0, rule) })
    if (at === endpoint.value) chosenId.value = rule.id
  }

  /** Takes a whole list; the notice offers the one before. */
  function replace(next: RuleList): void {
    const at = endpoint.value
    const before = list.value
    set(next)
    choose(0)
    const count = next.rules.length
    notices.toast({
      text: count === 1 ? t('rules.importedOne') : t('rules.imported', { count }),
      action: { label: t('rules.undo'), undo: true, run: () => drafts.change(at, before) },
    })
  }

  watch(
    [endpoint, () => list.value.rules.length],
    () => {
      if (chosenIndex.value < 0) chosenId.value = list.value.rules[0]?.id ?? null
    },
    { immediate: true },
  )

  return {
    list,
    which,
    setWhich,
    chosen,
    chosenIndex,
    chosenId,
    told,
    choose,
    problemOf,
    isUnsaved,
    add,
    addReadyMade,
    change,
    move,
    duplicate,
    remove,
    replace,
    setting: computed(() => drafts.settingOf(endpoint.value)),
    failure: computed(() => drafts.failureOf(endpoint.value)),
    retry: () => drafts.retry(endpoint.value),
    keepOurs: () => drafts.keepOurs(endpoint.value),
    takeTheirs: () => drafts.takeTheirs(endpoint.value),
  }
}

export type Rules = ReturnType<typeof useRules>
