import * as v from 'valibot'
import { EndpointIdSchema } from '../../endpoints/endpoint-config'
import { FilePayloadSchema } from '../../payload/file-payload'
import { call } from '../call'
import { PathSchema } from './argument-schemas'
import { TargetSchema } from './endpoint-calls'
import type { FileStatus } from './run-calls'

/** Files that are sent. They are read while they are sent, at the pace of who reads slowest of all. */
export const fileCalls = {
  /**
   * Begins to send a file to each peer of `target`, as one run of `runs.list`; records have the cause `file`, one for
   * each chunk. Fails with the failures of variables in the path, `E_FILE_OPEN`, `E_FILE_KIND`, `E_PAYLOAD_EMPTY`,
   * `E_FILE_CONSENT`, `E_PATH_FORBIDDEN`, `E_ENDPOINT_STATE`, `E_NO_PEER`, `E_PEER_UNKNOWN`, `E_RUN_LIMIT`. The run ends
   * with `E_FILE_READ`, `E_FILE_CHANGED` or `E_FILE_PEER` where the file did not reach anybody whole.
   */
  'file.send': call(
    v.strictObject({ endpoint: EndpointIdSchema, target: TargetSchema, file: FilePayloadSchema }),
  ).returns<FileStatus>(),
  /** What is there: its name and length. Fails as `file.send` does; a path with variables cannot be looked at. */
  'file.look': call(v.strictObject({ path: PathSchema })).returns<{
    readonly name: string
    readonly bytes: number
  }>(),
} as const
