import type { Verdict } from './scenario'
import { median } from './statistics'

/** A goal: at least or at most so much. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number }

/** What is judged. `goal` null: a figure to look at; then `better` tells which way it is better. */
export interface Judged {
  readonly row: string
  readonly what: string
  readonly values: readonly number[]
  readonly unit: string
  readonly goal: Goal | null
  readonly better?: Verdict['better']
}

/** Judges the median of the values. */
export function judge({ row, what, values, unit, goal, better = 'higher' }: Judged): Verdict {
  const value = median(values)
  const base = { row, what, value, values, unit }
  if (!goal) return { ...base, better, goal: 'none', met: null }
  if ('atLeast' in goal) {
    return { ...base, better: 'higher', goal: `at least ${goal.atLeast}`, met: value >= goal.atLeast }
  }
  return { ...base, better: 'lower', goal: `at most ${goal.atMost}`, met: value <= goal.atMost }
}
