import * as v from 'valibot'
import { call } from '../call'
import type { Failure } from '../errors'
import { CaptureIdSchema, FilterSchema, IndexSchema, PathSchema, TokenSchema } from './argument-schemas'

export const exportFormats = ['text', 'csv', 'jsonl', 'hexdump', 'html', 'raw', 'pcapng'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** Which messages a raw export takes. */
export const exportDirections = ['both', 'in', 'out'] as const

/** What the offsets of a hex dump count: all bytes of the export (for `xxd -r`), or those of each message. */
export const hexdumpOffsets = ['stream', 'message'] as const

/** What only some formats need: `direction` and `perPeer` raw, `offsets` hexdump. Others ignore it. */
export const ExportOptionsSchema = v.strictObject({
  direction: v.optional(v.picklist(exportDirections), 'both'),
  /** A tar archive with a file for each direction of each peer. */
  perPeer: v.optional(v.boolean(), false),
  offsets: v.optional(v.picklist(hexdumpOffsets), 'stream'),
})
export type ExportOptions = v.InferOutput<typeof ExportOptionsSchema>

export type ExportState =
  | { readonly is: 'running' }
  /** `download` names the finished file for the host's download link; `path` where it was written for good. */
  | {
      readonly is: 'finished'
      readonly path: string | null
      readonly download: string | null
      readonly bytes: number
    }
  | { readonly is: 'failed'; readonly failure: Failure }
  | { readonly is: 'cancelled' }

export interface ExportProgress {
  readonly job: string
  readonly done: number
  readonly total: number
  readonly state: ExportState
}

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
  'export.cancel': call(v.strictObject({ job: TokenSchema })).returns<null>(),
} as const

export interface ExportEvents {
  readonly 'export.progress': ExportProgress
}
