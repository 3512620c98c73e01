import { describe, expect, it } from 'vitest'
import { mergeRules } from '../../src/shared/rules/merge-rules'
import type { Rule, RuleList } from '../../src/shared/rules/rule'

function rule(id: string, name = id): Rule {
  return {
    id,
    name,
    on: true,
    trigger: { when: 'message', match: { by: 'any' } },
    actions: [{ do: 'echo' }],
    delayMs: 0,
    jitterMs: 0,
    probability: 1,
    limit: null,
  }
}

const list = (...rules: readonly (string | Rule)[]): RuleList => ({
  which: 'first',
  rules: rules.map((one) => (typeof one === 'string' ? rule(one) : one)),
})

function merged(before: RuleList, ours: RuleList, theirs: RuleList) {
  const { list: all, conflicts } = mergeRules(before, ours, theirs)
  return { names: all.rules.map(({ name }) => name), conflicts: conflicts.map(({ name }) => name) }
}

describe('two changes of one list of rules', () => {
  it('are both kept where they are of different rules', () => {
    const ours = list(rule('a', 'mine'), 'b', 'c')
    const theirs = list('a', 'b', rule('c', 'theirs'))
    expect(merged(list('a', 'b', 'c'), ours, theirs)).toEqual({
      names: ['mine', 'b', 'theirs'],
      conflicts: [],
    })
  })

  it('keep what either adds, behind what it was added to, and leave out what either deletes', () => {
    const ours = list('a', 'new', 'c')
    const theirs = list('other', 'a', 'b', 'c', 'last')
    expect(merged(list('a', 'b', 'c'), ours, theirs)).toEqual({
      names: ['other', 'a', 'new', 'c', 'last'],
      conflicts: [],
    })
  })

  it('keep the order of the one that moved rules', () => {
    const before = list('a', 'b', 'c')
    expect(merged(before, list('c', 'a', 'b'), list('a', 'x', 'b', 'c')).names).toEqual(['c', 'a', 'x', 'b'])
    expect(merged(before, list('a', 'x', 'b', 'c'), list('c', 'a', 'b')).names).toEqual(['c', 'a', 'x', 'b'])
  })

  it('keep which rules act, as the one that changed it has it', () => {
    const theirs: RuleList = { ...list('a'), which: 'all' }
    expect(mergeRules(list('a'), list('a', 'b'), theirs).list.which).toBe('all')
    expect(mergeRules(list('a'), theirs, list('a', 'b')).list.which).toBe('all')
  })

  it('name the rule that both changed, or one changed and the other deleted; ours is first', () => {
    const before = list('a', 'b')
    const ours = list(rule('a', 'mine'), 'b')
    expect(merged(before, ours, list(rule('a', 'theirs'), 'b'))).toEqual({
      names: ['mine', 'b'],
      conflicts: ['mine'],
    })
    expect(merged(before, ours, list('b'))).toEqual({ names: ['mine', 'b'], conflicts: ['mine'] })
    expect(merged(before, list('b'), ours)).toEqual({ names: ['b'], conflicts: ['mine'] })
  })

  it('are no conflict where they are the same', () => {
    const both = list(rule('a', 'same'))
    expect(merged(list('a'), both, list({ ...rule('a', 'same') }))).toEqual({
      names: ['same'],
      conflicts: [],
    })
  })
})
