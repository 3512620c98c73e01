import * as v from 'valibot'
import { call } from '../call'
import type { Failure } from '../errors'
import { CaptureIdSchema, FilterSchema, IndexSchema, PathSchema, TokenSchema } from './argument-schemas'
import { exportFormats, ExportOptionsSchema, type ExportFormat, type ExportOptions } from './export-calls'

/** A live export: a file that is written on while its capture is recorded. */
export interface LiveExport {
  readonly export: string
  /** The capture, as its endpoint's status names it. */
  readonly capture: string
  readonly path: string
  readonly format: ExportFormat
  /** Empty where everything is written. */
  readonly filter: string
  /** What is in the file so far. */
  readonly records: number
  readonly bytes: number
  readonly state: LiveExportState
}

/** A failed one stays in the list until it is stopped; a finished one is told once and is gone. */
export type LiveExportState =
  | { readonly is: 'writing' }
  | { readonly is: 'finished' }
  /** `E_LIVE_EXPORT_WRITE` or as reading a capture fails; the file keeps what was written before. */
  | { readonly is: 'failed'; readonly failure: Failure }

/** What is complete only with its end, so that it cannot be written on while a capture is recorded; null otherwise. */
export function endsComplete(format: ExportFormat, { perPeer }: ExportOptions): 'page' | 'archive' | null {
  if (format === 'html') return 'page'
  return format === 'raw' && perPeer ? 'archive' : null
}

export const liveExportCalls = {
  /**
   * Begins to write the records after `after` that match, those recorded from now on too, until the recording ends. The
   * file is there when this answers. Fails with `E_CAPTURE_NOT_LIVE`, `E_LIVE_EXPORT_FORMAT` (a page, an archive),
   * `E_FILE_EXISTS` without `overwrite`, `E_EXPORT_WRITE`, `E_FILTER`.
   */
  'liveExport.start': call(
    v.strictObject({
      capture: CaptureIdSchema,
      filter: FilterSchema,
      after: v.optional(IndexSchema, 0),
      format: v.picklist(exportFormats),
      options: v.optional(ExportOptionsSchema, {}),
      path: PathSchema,
      overwrite: v.optional(v.boolean(), false),
    }),
  ).returns<LiveExport>(),
  /** Ends one, complete up to now; takes a failed one from the list. Fails with `E_JOB_UNKNOWN`. */
  'liveExport.stop': call(v.strictObject({ export: TokenSchema })).returns<null>(),
  'liveExport.list': call(v.strictObject({})).returns<readonly LiveExport[]>(),
} as const

export interface LiveExportEvents {
  /** All of them, whenever one changes; at most 30 times a second for each. */
  readonly 'liveExport.changed': { readonly exports: readonly LiveExport[] }
}
