import * as v from 'valibot'
import { failureFact, SockwrightError } from '../contract/errors'
import { languages, type LocalText } from '../language/local-text'
import { checkRule, schemaProblem, type RulePart, type RuleProblem } from './check-rule'
import type { RuleSetting } from './compile-rules'
import { RuleListSchema, RuleSchema, type Rule, type RuleList } from './rule'

/** A longer file is not read: it is none of rules that somebody works with. */
export const longestRuleFile = 64 * 1_024 * 1_024

/** A rule in a file need not have an id, which is for programs. */
const RuleInFileSchema = v.strictObject({ ...RuleSchema.entries, id: v.optional(RuleSchema.entries.id) })
const RuleFileSchema = v.strictObject({
  which: RuleListSchema.entries.which,
  rules: v.array(v.unknown()),
})

/**
 * The rules of a file: `{ "which": "first" | "all", "rules": [...] }`. It is taken whole or refused whole, with
 * `E_RULES_FILE`, whose `reason` names the rule and the place. Rules without an id get one; a given one twice gets another.
 */
export function parseRuleFile(text: string, setting: RuleSetting): RuleList {
  const { which, rules } = readFile(text)
  const taken = new Set<string>()
  return {
    which,
    rules: rules.map((given, index) => {
      const rule = readRule(given, index, taken)
      const problem = checkRule(rule, setting)
      if (problem) throw refusal(problem, index, rule.name)
      return rule
    }),
  }
}

/** The text of a file with `list`, without the ids. */
export function formatRuleFile({ which, rules }: RuleList): string {
  const written = rules.map((rule) =>
    Object.fromEntries(Object.entries(rule).filter(([key]) => key !== 'id')),
  )
  return `${JSON.stringify({ which, rules: written }, null, 2)}\n`
}

function readFile(text: string): v.InferOutput<typeof RuleFileSchema> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (thrown) {
    const { message } = thrown as Error
    throw refused({ en: `it is no JSON (${message})`, 'zh-CN': `不是 JSON（${message}）` })
  }
  const read = v.safeParse(RuleFileSchema, json)
  if (read.success) return read.output
  const path = v.getDotPath(read.issues[0])
  throw refused({
    en: path === null ? 'it is no object with "which" and "rules"' : `${path} is not as it has to be`,
    'zh-CN': path === null ? '不是含 "which" 和 "rules" 的对象' : `${path} 不符合要求`,
  })
}

function readRule(given: unknown, index: number, taken: Set<string>): Rule {
  const read = v.safeParse(RuleInFileSchema, given)
  const name = nameOf(given)
  if (!read.success) throw refusal(schemaProblem(read.issues[0], { id: '', name }), index, name)
  const { id } = read.output
  const own = id !== undefined && !taken.has(id) ? id : freeId(taken)
  taken.add(own)
  return { ...read.output, id: own }
}

function freeId(taken: ReadonlySet<string>): string {
  let number = taken.size + 1
  while (taken.has(`r${number}`)) number += 1
  return `r${number}`
}

function nameOf(given: unknown): string {
  const name = (given as { readonly name?: unknown } | null)?.name
  return typeof name === 'string' ? name.slice(0, 80) : ''
}

function refusal({ part, failure }: RuleProblem, index: number, name: string): SockwrightError {
  const reason = Object.fromEntries(
    languages.map((language) => {
      const where = `${placeWords(index, name)[language]}${partWords(part)[language]}`
      const path = typeof failure.details['path'] === 'string' ? ` (${failure.details['path']})` : ''
      return [language, `${where}${path}: ${failureFact(failure, language).replace(/[.。]$/, '')}`]
    }),
  )
  return refused(reason as LocalText, { rule: index + 1, failure })
}

function placeWords(index: number, name: string): LocalText {
  return { en: `rule ${index + 1} “${name}”`, 'zh-CN': `第 ${index + 1} 条规则“${name}”` }
}

function partWords(part: RulePart): LocalText {
  if (typeof part === 'object') {
    return { en: `, action ${part.action + 1}`, 'zh-CN': `，第 ${part.action + 1} 个动作` }
  }
  return part === 'match' ? { en: ', match', 'zh-CN': '，匹配' } : { en: '', 'zh-CN': '' }
}

function refused(reason: LocalText, more: Readonly<Record<string, unknown>> = {}): SockwrightError {
  return new SockwrightError('E_RULES_FILE', { ...more, reason })
}
