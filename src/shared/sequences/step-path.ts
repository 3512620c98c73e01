import type { SequenceStep } from './sequence'

/** Where a step is: its place from 0, below the places of the loops around it. */
export type StepPath = readonly number[]

/** As people count: `2`, and the third step of a loop that is the second: `2.3`. */
export function stepNumber(path: StepPath): string {
  return path.map((place) => place + 1).join('.')
}

export function samePath(one: StepPath, other: StepPath): boolean {
  return one.length === other.length && one.every((place, depth) => place === other[depth])
}

/** Is `one` done before `other` when both are gone through from the first step on? */
export function isBefore(one: StepPath, other: StepPath): boolean {
  for (let depth = 0; depth < Math.min(one.length, other.length); depth += 1) {
    if (one[depth]! !== other[depth]!) return one[depth]! < other[depth]!
  }
  return one.length < other.length
}

/** Calls `visit` with every step in its order, loops before what is in them. */
export function walkSteps(
  steps: readonly SequenceStep[],
  visit: (step: SequenceStep, path: StepPath) => void,
  above: StepPath = [],
): void {
  steps.forEach((step, place) => {
    const path = [...above, place]
    visit(step, path)
    if (step.do === 'loop') walkSteps(step.steps, visit, path)
  })
}
