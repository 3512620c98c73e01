import * as v from 'valibot'
import { TextEncodingSchema } from '../../encoding/text-encoding'
import { call } from '../call'
import { CaptureIdSchema, FilterSchema, IndexSchema, PathSchema, TokenSchema } from './argument-schemas'
import type { JobProgress, JobState } from './job-progress'

export const exportFormats = ['text', 'csv', 'jsonl', 'hexdump', 'html', 'raw', 'pcapng'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** Which messages a raw export takes. */
export const exportDirections = ['both', 'in', 'out'] as const

/** What the offsets of a hex dump count: all bytes of the export (for `xxd -r`), or those of each message. */
export const hexdumpOffsets = ['stream', 'message'] as const

/** Formats that a text of some records can be had in without a file. */
export const textFormats = ['csv', 'jsonl', 'hexdump'] as const satisfies readonly ExportFormat[]
export type TextFormat = (typeof textFormats)[number]

/** Most bytes of such a text: it goes to a clipboard. */
export const maxTextBytes = 32 * 1024 * 1024

/** What only some formats need: `direction` and `perPeer` raw, `offsets` hexdump. Others ignore it. */
export const ExportOptionsSchema = v.strictObject({
  direction: v.optional(v.picklist(exportDirections), 'both'),
  /** A tar archive with a file for each direction of each peer. */
  perPeer: v.optional(v.boolean(), false),
  offsets: v.optional(v.picklist(hexdumpOffsets), 'stream'),
  /** In which all formats with text read it, and the filter too; that of the capture where it is left out. */
  encoding: v.optional(TextEncodingSchema),
})
export type ExportOptions = v.InferOutput<typeof ExportOptionsSchema>

/** `download` names the finished file for the host's download link; `path` where it was written for good. */
export interface ExportFinished {
  readonly path: string | null
  readonly download: string | null
  readonly bytes: number
}

export type ExportState = JobState<ExportFinished>

/** `done` of `total` records have been decided. */
export type ExportProgress = JobProgress<ExportFinished>

export const exportCalls = {
  'export.start': call(
    v.strictObject({
      capture: CaptureIdSchema,
      filter: FilterSchema,
      after: v.optional(IndexSchema, 0),
      format: v.picklist(exportFormats),
      options: v.optional(ExportOptionsSchema, {}),
      destination: v.variant('to', [
        v.strictObject({ to: v.literal('file'), path: PathSchema }),
        v.strictObject({
          to: v.literal('download'),
          name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
        }),
      ]),
    }),
  ).returns<{ readonly job: string }>(),
  /**
   * The records from `after` + 1 to `last` that match, as they would be in a file. Fails with `E_TEXT_TOO_LARGE` above
   * {@link maxTextBytes}, and as an export does.
   */
  'export.text': call(
    v.strictObject({
      capture: CaptureIdSchema,
      filter: FilterSchema,
      after: IndexSchema,
      last: IndexSchema,
      format: v.picklist(textFormats),
      options: v.optional(ExportOptionsSchema, {}),
    }),
  ).returns<{ readonly text: string }>(),
  'export.cancel': call(v.strictObject({ job: TokenSchema })).returns<null>(),
} as const

export interface ExportEvents {
  readonly 'export.progress': ExportProgress
}
