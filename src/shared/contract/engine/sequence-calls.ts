import * as v from 'valibot'
import { EndpointIdSchema } from '../../endpoints/endpoint-config'
import { SequenceIdSchema, SequenceSchema } from '../../sequences/sequence'
import { call } from '../call'
import { PathSchema } from './argument-schemas'
import { TargetSchema } from './endpoint-calls'
import type { SequenceStatus } from './run-calls'

/** The sequences of the workspace, which are told with `workspace.changed`, and running them. */
export const sequenceCalls = {
  /**
   * Adds a sequence in front of `before` (null: at the end), or replaces the one with its id. Fails with
   * `E_SEQUENCE_NAME` where another has its name, `E_SEQUENCE_FULL`, `E_WORKSPACE_READ_ONLY`, `E_WORKSPACE_WRITE`. What
   * its payloads and matches say is checked when it runs.
   */
  'sequence.put': call(
    v.strictObject({ sequence: SequenceSchema, before: v.optional(v.nullable(SequenceIdSchema), null) }),
  ).returns<null>(),
  'sequence.remove': call(v.strictObject({ sequence: SequenceIdSchema })).returns<null>(),
  /**
   * Runs a sequence on each connection of `target`, each a run of its own in `runs.list`; records have the cause
   * `sequence:NAME`. Fails with `E_SEQUENCE_UNKNOWN`, `E_SEQUENCE_CONSENT`, `E_SEQUENCE_EMPTY`, `E_SEQUENCE_STEP`,
   * `E_ENDPOINT_STATE`, `E_NO_PEER`, `E_PEER_UNKNOWN`, `E_RUN_LIMIT`. A run ends with `E_SEQUENCE_TIMEOUT`,
   * `E_SEQUENCE_PEER`, `E_SEQUENCE_ROUNDS` or `E_SEQUENCE_STEP` where a step fails.
   */
  'sequence.start': call(
    v.strictObject({ endpoint: EndpointIdSchema, sequence: SequenceIdSchema, target: TargetSchema }),
  ).returns<readonly SequenceStatus[]>(),
  /** Writes all sequences of the workspace, or one, to a file, in place of one that is there (`E_EXPORT_WRITE`). */
  'sequence.export': call(
    v.strictObject({ path: PathSchema, sequence: v.optional(SequenceIdSchema) }),
  ).returns<null>(),
} as const
