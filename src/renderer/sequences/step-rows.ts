import type { SequenceStep } from '../../shared/sequences/sequence'
import type { StepPath } from '../../shared/sequences/step-path'

/** One line of the list of steps: a step, or the end of a loop, where further ones go into it. */
export type StepRow =
  | { readonly is: 'step'; readonly path: StepPath; readonly step: SequenceStep }
  /** `path` is that of a step that would be added there. */
  | { readonly is: 'loop-end'; readonly path: StepPath }

/** The steps as lines, loops followed by what is in them and their end. */
export function stepRows(steps: readonly SequenceStep[], above: StepPath = []): readonly StepRow[] {
  return steps.flatMap((step, place): readonly StepRow[] => {
    const path = [...above, place]
    const own: StepRow = { is: 'step', path, step }
    if (step.do !== 'loop') return [own]
    return [own, ...stepRows(step.steps, path), { is: 'loop-end', path: [...path, step.steps.length] }]
  })
}
