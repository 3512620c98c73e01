import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SockwrightError } from '../../src/shared/contract/errors'
import { stepCount, type SequenceStep } from '../../src/shared/sequences/sequence'
import { formatSequences, parseSequences } from '../../src/shared/sequences/sequence-file'
import { stepAt, withInserted, withMovedStep, withoutStep } from '../../src/shared/sequences/step-edits'
import {
  isBefore,
  samePath,
  stepNumber,
  walkSteps,
  type StepPath,
} from '../../src/shared/sequences/step-path'

const { steps } = fc.letrec<{ steps: SequenceStep[]; step: SequenceStep }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 4 }),
  step: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.record({ do: fc.constant('wait' as const), ms: fc.nat(1_000) }),
    fc.record({
      do: fc.constant('expect' as const),
      match: fc.record({ by: fc.constant('exact' as const), text: fc.string() }),
      timeoutMs: fc.integer({ min: 1, max: 10_000 }),
    }),
    fc.record({
      do: fc.constant('loop' as const),
      until: fc.record({ is: fc.constant('times' as const), times: fc.integer({ min: 1, max: 9 }) }),
      steps: tie('steps'),
    }),
  ),
}))

function paths(all: readonly SequenceStep[]): StepPath[] {
  const found: StepPath[] = []
  walkSteps(all, (_, path) => found.push(path))
  return found
}

function reasonOf(text: string): string {
  try {
    parseSequences(text)
  } catch (thrown) {
    const { code, details } = thrown as SockwrightError
    expect(code).toBe('E_SEQUENCE_FILE')
    return (details['reason'] as { en: string }).en
  }
  throw new Error('it was taken')
}

describe('the steps of a sequence', () => {
  it('are gone through in the order of their paths', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const found = paths(all)
        expect(found).toHaveLength(stepCount(all))
        for (let at = 1; at < found.length; at += 1) expect(isBefore(found[at - 1]!, found[at]!)).toBe(true)
      }),
    )
    expect(stepNumber([1, 0, 2])).toBe('2.1.3')
  })

  it('are all there after one was moved, and it is where it was put', () => {
    fc.assert(
      fc.property(steps, fc.nat(), fc.nat(), (all, one, other) => {
        const found = paths(all)
        if (found.length === 0) return
        const [from, to] = [found[one % found.length]!, found[other % found.length]!]
        const moved = withMovedStep(all, from, to)
        if (!moved) return
        expect(stepCount(moved.steps)).toBe(stepCount(all))
        expect(stepAt(moved.steps, moved.path)).toEqual(stepAt(all, from))
      }),
    )
  })

  it('never go into themselves', () => {
    const loop: SequenceStep = { do: 'loop', until: { is: 'times', times: 2 }, steps: [{ do: 'close' }] }
    expect(withMovedStep([loop], [0], [0, 0])).toBeNull()
    expect(withMovedStep([loop], [0], [0])).toBeNull()
  })

  it('are as before when what was inserted is taken out', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (all, one) => {
        const found = paths(all)
        const path = found[one % Math.max(1, found.length)] ?? [0]
        expect(withoutStep(withInserted(all, path, { do: 'close' }), path)).toEqual(all)
        expect(samePath(path, [...path])).toBe(true)
      }),
    )
  })
})

describe('a file of sequences', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const sequences = [{ name: 'One', steps: all }]
        expect(parseSequences(formatSequences(sequences))).toEqual(sequences)
      }),
    )
  })

  it.each([
    ['', /^it is no JSON/],
    ['[]', /is not as in a file/],
    ['{"which":"first","rules":[]}', /^format is not/],
    ['{"format":"sockwright-sequences","version":2,"sequences":[{}]}', /^version is not/],
    ['{"format":"sockwright-sequences","version":1,"sequences":[]}', /^sequences is not/],
    ['{"format":"sockwright-sequences","version":1,"sequences":[{"name":"a"}]}', /^sequence 1, steps/],
    [
      '{"format":"sockwright-sequences","version":1,"sequences":[{"name":"a","steps":[{"do":"fly"}]}]}',
      /^sequence 1, steps\.0\.do/,
    ],
    [
      '{"format":"sockwright-sequences","version":1,"sequences":[{"name":"a","steps":[]},{"name":"a","steps":[]}]}',
      /“a” is there twice/,
    ],
  ])('%j is refused whole, and the place is named', (text, reason) => {
    expect(reasonOf(text)).toMatch(reason)
  })

  it('is refused where it is longer than any could be', () => {
    expect(reasonOf(' '.repeat(17_000_000))).toMatch(/17000000 characters/)
  })

  it('is refused where it is nested without end', () => {
    const open = '{"do":"loop","until":{"is":"times","times":2},"steps":['.repeat(20_000)
    const text = `{"format":"sockwright-sequences","version":1,"sequences":[{"name":"a","steps":[${open}${']}'.repeat(20_000)}]}]}`
    expect(reasonOf(text)).toMatch(/sequence 1/)
  })
})
