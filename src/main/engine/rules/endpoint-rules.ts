import type { Cause } from '../../../shared/capture/record'
import { SockwrightError, toFailure } from '../../../shared/contract/errors'
import type { EndpointConfig, EndpointOptions } from '../../../shared/endpoints/endpoint-config'
import {
  compileRule,
  compileRules,
  type CompiledRule,
  type RuleSetting,
} from '../../../shared/rules/compile-rules'
import type { Rule, RuleAction, RuleTrigger } from '../../../shared/rules/rule'

/** A rule of an endpoint, and as what its answers are recorded. */
export interface WorkingRule {
  readonly compiled: CompiledRule
  readonly cause: Cause
  /** Made of an option: it acts whatever the list says. */
  readonly isBuiltIn: boolean
  /** Does it answer the parts of a message that is too long to be waited for? */
  readonly hearsParts: boolean
}

/** The rules of an endpoint, ready for work, in the order in which they act. */
export interface EndpointRules {
  readonly which: 'first' | 'all'
  readonly working: readonly WorkingRule[]
}

/**
 * Makes the rules of an endpoint ready: its options greeting, echo and reply, then its list. Throws the first failure
 * of a text or match, with the option or the `RuleFault` in its details.
 */
export function endpointRules(config: EndpointConfig, variables: RuleSetting['variables']): EndpointRules {
  const { rules, options } = config
  const setting = { encoding: options.encoding, variables }
  const listed = compileRules(rules, setting).map((compiled): WorkingRule => {
    return { compiled, cause: `rule:${compiled.rule.name}`, isBuiltIn: false, hearsParts: false }
  })
  return { which: rules.which, working: [...optionRules(options, setting), ...listed] }
}

/** The rules that options are. Throws as {@link endpointRules} does. */
export function optionRules(options: EndpointOptions, setting: RuleSetting): WorkingRule[] {
  const anything: RuleTrigger = { when: 'message', match: { by: 'any' } }
  const greet = 'greet' in options ? options.greet : ''
  const reply = 'reply' in options ? options.reply : ''
  return [
    ...(greet === '' ? [] : [builtIn('greet', 'greeting', { when: 'opened' }, textReply(greet), setting)]),
    ...('echo' in options && options.echo
      ? [builtIn('echo', 'echo', anything, { do: 'echo' }, setting)]
      : []),
    ...(reply === '' ? [] : [builtIn('reply', 'reply', anything, textReply(reply), setting)]),
  ]
}

function textReply(text: string): RuleAction {
  return { do: 'reply', payload: { form: 'text', text, lineEnding: 'none' } }
}

function builtIn(
  option: 'greet' | 'echo' | 'reply',
  cause: 'greeting' | 'echo' | 'reply',
  trigger: RuleTrigger,
  action: RuleAction,
  setting: RuleSetting,
): WorkingRule {
  const once = { delayMs: 0, jitterMs: 0, probability: 1, limit: null }
  const rule: Rule = { id: option, name: cause, on: true, trigger, actions: [action], ...once }
  try {
    return { compiled: compileRule(rule, setting), cause, isBuiltIn: true, hearsParts: cause === 'echo' }
  } catch (thrown) {
    const { code, details } = toFailure(thrown)
    throw new SockwrightError(code, { ...details, option }, { cause: thrown })
  }
}
