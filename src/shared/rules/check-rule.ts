import * as v from 'valibot'
import { SockwrightError, toFailure, type Failure } from '../contract/errors'
import type { LocalText } from '../language/local-text'
import { compileRule, type RuleFault, type RuleSetting } from './compile-rules'
import { RuleSchema, type Rule } from './rule'

/** Where in a rule something is wrong: a value of its own, its match, or an action by its number from 0. */
export type RulePart =
  'name' | 'trigger' | 'delayMs' | 'jitterMs' | 'probability' | 'limit' | RuleFault['part']

/** What is wrong with a rule. A failure with a place counts within the text of its part. */
export interface RuleProblem {
  readonly part: RulePart
  readonly failure: Failure
}

/** What the plain values of a rule are called, and what they have to be. */
const demands: Readonly<Record<string, { readonly place: LocalText; readonly reason: LocalText }>> = {
  name: {
    place: { en: 'the name', 'zh-CN': '名称' },
    reason: { en: 'it takes 1 to 80 characters', 'zh-CN': '须为 1 到 80 个字符' },
  },
  trigger: {
    place: { en: 'the trigger', 'zh-CN': '触发条件' },
    reason: {
      en: 'silence is a whole number of 10 to 86,400,000 ms',
      'zh-CN': '静默须为 10 到 86,400,000 毫秒的整数',
    },
  },
  match: {
    place: { en: 'what it matches', 'zh-CN': '匹配内容' },
    reason: {
      en: 'it is no known match, or longer than 65,536 characters',
      'zh-CN': '不是已知的匹配方式，或超过 65,536 个字符',
    },
  },
  actions: {
    place: { en: 'the list of actions', 'zh-CN': '动作列表' },
    reason: { en: 'it takes 1 to 20 known actions', 'zh-CN': '须有 1 到 20 个已知动作' },
  },
  delayMs: {
    place: { en: 'the delay', 'zh-CN': '延迟' },
    reason: { en: 'it is a whole number of 0 to 3,600,000 ms', 'zh-CN': '须为 0 到 3,600,000 毫秒的整数' },
  },
  jitterMs: {
    place: { en: 'the jitter', 'zh-CN': '抖动' },
    reason: { en: 'it is a whole number of 0 to 3,600,000 ms', 'zh-CN': '须为 0 到 3,600,000 毫秒的整数' },
  },
  probability: {
    place: { en: 'the probability', 'zh-CN': '概率' },
    reason: { en: 'it goes from 0 to 1 (100 %)', 'zh-CN': '须在 0 到 1（100%）之间' },
  },
  limit: {
    place: { en: 'the limit', 'zh-CN': '次数限制' },
    reason: {
      en: 'it counts 1 to 1,000,000,000 for each peer or in all',
      'zh-CN': '须为 1 到 1,000,000,000，按对端或合计',
    },
  },
  alert: {
    place: { en: 'the alert', 'zh-CN': '提醒' },
    reason: { en: 'its text takes 1 to 200 characters', 'zh-CN': '文字须为 1 到 200 个字符' },
  },
}
const unknownPlace = {
  place: { en: 'a value', 'zh-CN': '某个值' },
  reason: { en: 'it is not known here', 'zh-CN': '无法识别' },
}

type Issue = v.GenericIssue

/** The names of where an issue is, outermost first: `actions`, 1, `text`. */
function pathOf(issue: Issue): readonly unknown[] {
  return issue.path?.map(({ key }) => key) ?? []
}

/** The failure for what a schema found in a rule called `name`: `E_RULE_FIELD`, with the part it is in. */
export function schemaProblem(
  issue: Issue,
  rule: { readonly id: string; readonly name: string },
): RuleProblem {
  const [first, second, third] = pathOf(issue)
  const part = partOf(first, second)
  const key = first === 'trigger' && second === 'match' ? 'match' : third === 'text' ? 'alert' : String(first)
  const { place, reason } = Object.hasOwn(demands, key) ? demands[key]! : unknownPlace
  const details = {
    rule: rule.id,
    ruleName: rule.name,
    part,
    place,
    reason,
    path: v.getDotPath(issue) ?? '',
  }
  return { part, failure: new SockwrightError('E_RULE_FIELD', details).toFailure() }
}

function partOf(first: unknown, second: unknown): RulePart {
  if (first === 'actions') return { action: typeof second === 'number' ? second : 0 }
  if (first === 'trigger') return second === 'match' ? 'match' : 'trigger'
  const own = (['delayMs', 'jitterMs', 'probability', 'limit'] as const).find((name) => name === first)
  return own ?? 'name'
}

/** What is wrong with `rule`, on or off: `E_RULE_FIELD`, or what `compileRule` throws; null where it would work. */
export function checkRule(rule: Rule, setting: RuleSetting): RuleProblem | null {
  const checked = v.safeParse(RuleSchema, rule)
  if (!checked.success) return schemaProblem(checked.issues[0], rule)
  try {
    compileRule(checked.output, setting)
    return null
  } catch (thrown) {
    const failure = toFailure(thrown)
    return { part: (failure.details as unknown as RuleFault).part, failure }
  }
}
