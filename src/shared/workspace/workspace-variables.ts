import * as v from 'valibot'
import { isBuiltInName } from '../payload/variables/variable-definitions'
import { variableName } from '../payload/variables/variable-name'

/** A workspace has no more variables, and none a longer value (in UTF-16 units). */
export const variableLimits = { count: 1_000, length: 65_536 } as const

/** What a workspace's variable may be called: letters, digits, `_` and `-`, and not what a built-in one is called. */
export const VariableNameSchema = v.pipe(
  v.string(),
  v.regex(variableName),
  v.check((name) => !isBuiltInName(name) && name !== '__proto__', 'is the name of a built-in variable'),
)

/** The variables of a workspace: values by name. Payloads insert them as `{{name}}`. */
export const WorkspaceVariablesSchema = v.pipe(
  v.record(VariableNameSchema, v.pipe(v.string(), v.maxLength(variableLimits.length))),
  v.check((variables) => Object.keys(variables).length <= variableLimits.count, 'has too many variables'),
)
export type WorkspaceVariables = Readonly<v.InferOutput<typeof WorkspaceVariablesSchema>>
