import * as v from 'valibot'
import { EndpointIdSchema, type EndpointId } from '../../endpoints/endpoint-config'
import { PayloadSchema } from '../../payload/payload'
import { RuleListSchema } from '../../rules/rule'
import { call } from '../call'
import type { Failure } from '../errors'
import { PathSchema } from './argument-schemas'

/** A rule has called a person: `count` times since it was last told, the last time for `peer`. */
export interface RuleAlert {
  readonly endpoint: EndpointId
  readonly rule: string
  readonly peer: number
  readonly text: string
  readonly count: number
}

/** What one rule would make of a message. */
export type RuleVerdict =
  /** `answers` are the bytes of its replies, as they would be sent now. `because` is what its match found. */
  | { readonly is: 'hit'; readonly because: Uint8Array; readonly answers: readonly RuleAnswer[] }
  | { readonly is: 'missed' }
  /** Another one before it has taken the message. */
  | { readonly is: 'taken'; readonly by: string }
  /** Messages do not set it off. */
  | { readonly is: 'other-trigger' }
  | { readonly is: 'off' }
  | { readonly is: 'wrong'; readonly failure: Failure }
export type RuleAnswer =
  { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly failure: Failure }

/** One line of a dry run, in the order of the rules; `rule` is its id. */
export interface DryRunLine {
  readonly rule: string
  readonly verdict: RuleVerdict
}

export const ruleCalls = {
  /** What these rules would do with a message, and why; sends nothing. Limits and probability do not count. */
  'rule.dryRun': call(
    v.strictObject({ endpoint: EndpointIdSchema, rules: RuleListSchema, message: PayloadSchema }),
  ).returns<readonly DryRunLine[]>(),
  /** Writes the rules of an endpoint to a file, in place of one that is there (`E_EXPORT_WRITE`). */
  'rule.export': call(v.strictObject({ endpoint: EndpointIdSchema, path: PathSchema })).returns<null>(),
} as const

export interface RuleEvents {
  /** At most once a second. */
  readonly 'rule.alerts': { readonly alerts: readonly RuleAlert[] }
}
