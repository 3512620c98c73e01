import { countingVariables } from './counting-variables'
import { digestVariables } from './digest-variables'
import { placeVariables } from './place-variables'
import { randomVariables } from './random-variables'
import { timeVariables } from './time-variables'
import type { VariableDefinition } from './variable-definition'

/** Every variable there is, in the order in which completion and documentation show them. */
export const variableDefinitions: readonly VariableDefinition[] = [
  ...countingVariables,
  ...timeVariables,
  ...randomVariables,
  ...placeVariables,
  ...digestVariables,
]

const byName = new Map(variableDefinitions.map((definition) => [definition.name, definition]))

/** A variable and, for one of a family, its member. */
export interface FoundVariable {
  readonly definition: VariableDefinition
  readonly member: string
}

/** The built-in variable that is written `name`; null where there is none. */
export function findVariable(name: string): FoundVariable | null {
  const whole = byName.get(name)
  if (whole && !whole.member) return { definition: whole, member: '' }
  const dot = name.indexOf('.')
  const family = dot < 0 ? undefined : byName.get(name.slice(0, dot))
  const member = name.slice(dot + 1)
  return family?.member?.pattern.test(member) ? { definition: family, member } : null
}

/** Is `name` taken, so that a workspace cannot have a variable of this name? */
export function isBuiltInName(name: string): boolean {
  return byName.has(name)
}
