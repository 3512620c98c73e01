import * as v from 'valibot'
import { LoadPlanSchema } from '../../load/load-plan'
import { loadReportFormats } from '../../load/load-report'
import type { LoadStatus } from '../../load/load-status'
import { languages } from '../../language/local-text'
import { call } from '../call'
import { IndexSchema, NothingSchema, PathSchema } from './argument-schemas'

export const loadCalls = {
  /**
   * Starts a load; one runs at a time (`E_LOAD_BUSY`). Fails with the failures of its payload and match, with
   * `E_LOAD_PUBLIC` for a target of others unless the plan says `mayReachOthers`, with `E_LOAD_FILES`, and with those of
   * looking up the host.
   */
  'load.start': call(LoadPlanSchema).returns<LoadStatus>(),
  /** Resolves when all of its sockets are closed. */
  'load.stop': call(NothingSchema).returns<null>(),
  /** The load that runs, or the last one, with its seconds behind the second `after`. Null where there was none. */
  'load.status': call(v.strictObject({ after: IndexSchema })).returns<LoadStatus | null>(),
  /** Writes the report of the last load to a file, in place of one that is there (`E_EXPORT_WRITE`, `E_LOAD_NONE`). */
  'load.report': call(
    v.strictObject({
      path: PathSchema,
      format: v.picklist(loadReportFormats),
      language: v.optional(v.picklist(languages), 'en'),
    }),
  ).returns<null>(),
} as const

export interface LoadEvents {
  /** At most five times a second: what `load.status` tells has changed. */
  readonly 'load.changed': Readonly<Record<string, never>>
}
