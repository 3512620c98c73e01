import * as v from 'valibot'
import { call } from '../call'
import type { Failure } from '../errors'
import { PathSchema, TokenSchema } from './argument-schemas'
import type { JobProgress } from './job-progress'

/** What an import made. `packets` counts all of the file, `skipped` those that are not in the capture. */
export interface ImportTotals {
  readonly packets: number
  readonly skipped: number
  readonly peers: number
  readonly messages: number
  /** Bytes of payload. */
  readonly bytes: number
}

/** What came of an import. `note` tells where the file broke off: what was before is in the capture. */
export interface ImportFinished {
  readonly capture: string
  readonly totals: ImportTotals
  readonly note: Failure | null
}

/** `done` of `total` bytes of the packet file have been read. */
export type ImportProgress = JobProgress<ImportFinished>

export const importCalls = {
  /** Makes a capture of a pcap or pcapng file; how far it is comes as `import.progress`. */
  'import.start': call(v.strictObject({ path: PathSchema })).returns<{ readonly job: string }>(),
  'import.cancel': call(v.strictObject({ job: TokenSchema })).returns<null>(),
} as const

export interface ImportEvents {
  readonly 'import.progress': ImportProgress
}
