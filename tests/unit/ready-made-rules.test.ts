import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { endpointKinds } from '../../src/shared/endpoints/endpoint-kind'
import { languages } from '../../src/shared/language/local-text'
import { checkRule } from '../../src/shared/rules/check-rule'
import { readyMadeRules } from '../../src/shared/rules/ready-made-rules'
import { RuleListSchema, RuleSchema, type Rule } from '../../src/shared/rules/rule'
import { formatRuleFile, parseRuleFile } from '../../src/shared/rules/rule-file'

const setting = { encoding: 'utf-8', variables: new Set<string>() } as const
const each = readyMadeRules.flatMap((ready) =>
  ready.kinds.flatMap((kind) => languages.map((language) => ({ ready, kind, language, id: ready.id }))),
)

function ruleOf(change: Partial<Rule> = {}): Rule {
  return {
    ...v.parse(RuleSchema, {
      id: 'r',
      name: 'ack',
      trigger: { when: 'message', match: { by: 'any' } },
      actions: [{ do: 'echo' }],
    }),
    ...change,
  }
}

describe('ready-made rules', () => {
  it.each(each)('$id work as they are for $kind in $language', ({ ready, kind, language }) => {
    const rules = ready.rules(kind, language)
    expect(rules.length).toBeGreaterThan(0)
    for (const [at, rule] of rules.entries()) expect(checkRule({ ...rule, id: `r${at}` }, setting)).toBeNull()
  })

  it('offer something to every kind of endpoint', () => {
    for (const kind of endpointKinds)
      expect(readyMadeRules.filter(({ kinds }) => kinds.includes(kind)).length).toBeGreaterThan(3)
  })
})

describe('what is wrong with a rule', () => {
  it.each([
    [{ name: '' }, 'name'],
    [{ trigger: { when: 'idle', ms: Number.NaN } }, 'trigger'],
    [{ delayMs: -1 }, 'delayMs'],
    [{ probability: 2 }, 'probability'],
    [{ limit: { count: 0, per: 'peer' } }, 'limit'],
    [{ actions: [{ do: 'echo' }, { do: 'alert', text: '' }] }, { action: 1 }],
    [{ actions: [{ do: 'alert', text: 'from {{peer.addres}}' }] }, { action: 0 }],
    [{ trigger: { when: 'opened' } }, { action: 0 }],
    [{ trigger: { when: 'message', match: { by: 'regex', pattern: '(a', flags: '' } } }, 'match'],
  ] as const)('%j is told with its part', (change, part) => {
    expect(checkRule(ruleOf(change as unknown as Partial<Rule>), setting)?.part).toEqual(part)
  })
})

describe('a file of rules', () => {
  it('comes back as it was written', () => {
    const list = v.parse(RuleListSchema, {
      which: 'all',
      rules: [ruleOf({ id: 'r1' }), ruleOf({ id: 'r2' })],
    })
    expect(parseRuleFile(formatRuleFile(list), setting)).toEqual(list)
  })

  it('gives rules without an id, or with one that is taken, one of their own', () => {
    const text = JSON.stringify({ rules: [ruleOf({ id: 'x' }), ruleOf({ id: 'x' })] })
    const { which, rules } = parseRuleFile(text, setting)
    expect(which).toBe('first')
    expect(new Set(rules.map(({ id }) => id)).size).toBe(2)
  })

  it.each([
    ['{', 'no JSON'],
    ['[]', 'rules is not'],
    ['{"rules":{}}', 'rules'],
    ['{"rules":[],"whcih":"all"}', 'whcih'],
    ['{"rules":[{"name":"a"}]}', 'rule 1 “a”'],
    [
      JSON.stringify({ rules: [ruleOf(), ruleOf({ name: 'late', delayMs: 0.5 })] }),
      'rule 2 “late” (delayMs)',
    ],
    [
      JSON.stringify({
        rules: [
          ruleOf({
            name: 'bad',
            actions: [
              { do: 'echo' },
              { do: 'reply', payload: { form: 'text', text: 'a\\q', lineEnding: 'none' } },
            ],
          }),
        ],
      }),
      'rule 1 “bad”, action 2',
    ],
  ])('is refused whole: %s', (text, words) => {
    expect(() => parseRuleFile(text, setting)).toThrow(
      expect.objectContaining({
        code: 'E_RULES_FILE',
        message: expect.stringContaining(words) as string,
      }) as Error,
    )
  })
})
