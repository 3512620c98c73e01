import { assertNever } from '../assert-never'
import { SockwrightError, toFailure } from '../contract/errors'
import type { TextEncoding } from '../encoding/text-encoding'
import type { PayloadScope } from '../payload/payload-context'
import { payloadTemplate, type PayloadTemplate } from '../payload/payload-template'
import type { PlainTemplate } from '../payload/plain-template'
import { alertText } from './alert-text'
import { compileMatch } from './compile-match'
import type { MessageMatcher } from './message-match'
import type { Rule, RuleAction, RuleList, RuleTrigger } from './rule'

/** An action ready to be done. */
export type CompiledAction =
  | { readonly do: 'reply'; readonly template: PayloadTemplate }
  /** `written`: as the rule has it, with its variables. */
  | { readonly do: 'alert'; readonly written: string; readonly text: PlainTemplate }
  | Exclude<RuleAction, { readonly do: 'reply' | 'alert' }>

/** A rule ready for work. */
export interface CompiledRule {
  readonly rule: Rule
  /** Null where no message sets it off. */
  readonly matcher: MessageMatcher | null
  readonly actions: readonly CompiledAction[]
}

/** What is known of the endpoint whose rules are made ready. */
export interface RuleSetting {
  readonly encoding: TextEncoding
  /** Names of the workspace's variables. */
  readonly variables: ReadonlySet<string> | null
  /** Names of the workspace's sequences; left out where they are known only when the rule acts. */
  readonly sequences?: ReadonlySet<string>
}

/** Where a rule is wrong; `part` says in which of its texts the failure's place is. */
export interface RuleFault {
  readonly rule: string
  /** Not `name`, which failures of payloads have for a variable or a sequence. */
  readonly ruleName: string
  readonly part: 'match' | { readonly action: number }
}

/**
 * Makes the rules that are on ready. Throws the first failure of a match or payload (see `compileMatch` and
 * `parsePayload`), with a {@link RuleFault} in its details.
 */
export function compileRules(list: RuleList, setting: RuleSetting): CompiledRule[] {
  return list.rules.filter(({ on }) => on).map((rule) => compileRule(rule, setting))
}

/** Makes one rule ready, on or off; throws as {@link compileRules} does. */
export function compileRule(rule: Rule, setting: RuleSetting): CompiledRule {
  const { trigger } = rule
  const at = (part: RuleFault['part']) => ({ rule: rule.id, ruleName: rule.name, part })
  const matcher = inPart(at('match'), () =>
    trigger.when === 'message' ? compileMatch(trigger.match, setting.encoding) : null,
  )
  const scope: PayloadScope = { match: groupsOf(trigger, matcher), variables: setting.variables }
  const actions = rule.actions.map((action, index) =>
    inPart(at({ action: index }), () => compileAction(action, trigger, scope, setting)),
  )
  return { rule, matcher, actions }
}

function groupsOf(trigger: RuleTrigger, matcher: MessageMatcher | null): ReadonlySet<string> | null {
  return trigger.when === 'message' && matcher ? matcher.groups : null
}

function compileAction(
  action: RuleAction,
  trigger: RuleTrigger,
  scope: PayloadScope,
  { encoding, sequences }: RuleSetting,
): CompiledAction {
  switch (action.do) {
    case 'reply':
      if (trigger.when === 'closed') throw new SockwrightError('E_RULE_CLOSED', { action: action.do })
      return { do: 'reply', template: payloadTemplate(action.payload, { scope, encoding }) }
    case 'echo':
    case 'mark':
    case 'number':
      if (trigger.when !== 'message') throw new SockwrightError('E_RULE_NO_MESSAGE', { action: action.do })
      return action
    case 'sequence':
      if (trigger.when === 'closed') throw new SockwrightError('E_RULE_CLOSED', { action: action.do })
      if (sequences && !sequences.has(action.sequence))
        throw new SockwrightError('E_SEQUENCE_UNKNOWN', { name: action.sequence })
      return action
    case 'half-close':
    case 'close':
    case 'reset':
    case 'upgrade':
      if (trigger.when === 'closed') throw new SockwrightError('E_RULE_CLOSED', { action: action.do })
      return action
    case 'alert':
      return { do: 'alert', written: action.text, text: alertText(action.text, scope, encoding) }
    case 'ignore':
      return action
    default:
      return assertNever(action)
  }
}

function inPart<T>(fault: RuleFault, compile: () => T): T {
  try {
    return compile()
  } catch (thrown) {
    const { code, details } = toFailure(thrown)
    throw new SockwrightError(code, { ...details, ...fault }, { cause: thrown })
  }
}
