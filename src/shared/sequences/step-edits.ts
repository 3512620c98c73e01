import type { SequenceStep } from './sequence'
import type { StepPath } from './step-path'

/** The step at `path`; null where there is none. */
export function stepAt(steps: readonly SequenceStep[], [place, ...below]: StepPath): SequenceStep | null {
  const step = place === undefined ? undefined : steps[place]
  if (!step || below.length === 0) return step ?? null
  return step.do === 'loop' ? stepAt(step.steps, below) : null
}

/** `steps` with what `change` makes of the list in which the step at `path` is, or would be. */
function withList(
  steps: readonly SequenceStep[],
  [place = 0, ...below]: StepPath,
  change: (list: readonly SequenceStep[], place: number) => readonly SequenceStep[],
): readonly SequenceStep[] {
  if (below.length === 0) return change(steps, place)
  return steps.map((step, at) =>
    at === place && step.do === 'loop' ? { ...step, steps: withList(step.steps, below, change) } : step,
  )
}

export function withStep(
  steps: readonly SequenceStep[],
  path: StepPath,
  step: SequenceStep,
): readonly SequenceStep[] {
  return withList(steps, path, (list, place) => list.with(place, step))
}

/** `step` in front of what is at `path` now, or at the end of its list. */
export function withInserted(
  steps: readonly SequenceStep[],
  path: StepPath,
  step: SequenceStep,
): readonly SequenceStep[] {
  return withList(steps, path, (list, place) => list.toSpliced(place, 0, step))
}

export function withoutStep(steps: readonly SequenceStep[], path: StepPath): readonly SequenceStep[] {
  return withList(steps, path, (list, place) => list.toSpliced(place, 1))
}

/** Is `path` that of `above`, or within it? */
export function isWithin(path: StepPath, above: StepPath): boolean {
  return above.every((place, depth) => path[depth] === place)
}

/** The step at `from`, with what is in it, in front of what is at `to` now; and where it is then. Null where it cannot go. */
export function withMovedStep(
  steps: readonly SequenceStep[],
  from: StepPath,
  to: StepPath,
): { readonly steps: readonly SequenceStep[]; readonly path: StepPath } | null {
  const step = stepAt(steps, from)
  if (!step || isWithin(to, from)) return null
  const path = pathAfterRemoval(to, from)
  return { steps: withInserted(withoutStep(steps, from), path, step), path }
}

/** Where `path` points to once the step at `removed` is gone. */
function pathAfterRemoval(path: StepPath, removed: StepPath): StepPath {
  const depth = removed.length - 1
  const isBehind = isWithin(path, removed.slice(0, depth)) && path[depth]! > removed[depth]!
  return isBehind ? path.with(depth, path[depth]! - 1) : path
}
