import * as v from 'valibot'
import { EndpointIdSchema, type EndpointId } from '../../endpoints/endpoint-config'
import { longestScript } from '../../scripts/endpoint-script'
import type { ScriptLine, ScriptState } from '../../scripts/script-status'
import { call } from '../call'
import type { Failure } from '../errors'
import { IndexSchema } from './argument-schemas'

export const scriptCalls = {
  /** Reads a script without running it: null, or `E_SCRIPT_SYNTAX` with line and column in its details. */
  'script.check': call(
    v.strictObject({ source: v.pipe(v.string(), v.maxLength(longestScript)) }),
  ).returns<Failure | null>(),
  /** What the script of an endpoint is doing, and the lines of its console behind the line `after`; 500 are kept. */
  'script.console': call(v.strictObject({ endpoint: EndpointIdSchema, after: IndexSchema })).returns<{
    readonly state: ScriptState
    readonly lines: readonly ScriptLine[]
  }>(),
  'script.clearConsole': call(v.strictObject({ endpoint: EndpointIdSchema })).returns<null>(),
} as const

export interface ScriptEvents {
  /** At most ten times a second: what `script.console` tells of these endpoints has changed. */
  readonly 'script.changed': { readonly endpoints: readonly EndpointId[] }
}
