import type { ExportFormat, ExportOptions } from '../../../shared/contract/engine/export-calls'
import type { Failure } from '../../../shared/contract/errors'

/** Which records an export takes: those from `after` + 1 to `records` that match. */
export interface ExportTask {
  readonly capture: string
  readonly filter: string
  readonly after: number
  readonly records: number
  readonly format: ExportFormat
  readonly options: ExportOptions
}

/** What an export thread is started with. It writes `partialPath`; what becomes of that file is not its business. */
export interface ExportThreadData {
  readonly task: ExportTask
  readonly partialPath: string
  /** File mode of a new file, before the umask. */
  readonly mode: number
  /** Of a live export: where the file goes as soon as it has its beginning. It goes on beyond `records` then. */
  readonly liveTarget: string | null
  /** A file that would become longer is given up with `E_TEXT_TOO_LARGE`; null: no limit. */
  readonly mostBytes: number | null
}

/** What an export thread tells. `written` and `failed` are its last word. */
export type ExportReport =
  | { readonly is: 'progress'; readonly done: number }
  | { readonly is: 'written'; readonly bytes: number }
  | { readonly is: 'failed'; readonly failure: Failure; readonly writing: boolean }

/** What the thread of a live export tells. `written` and `failed` are its last word. */
export type LiveExportReport =
  /** The file is in its place; so many records and bytes are in it. */
  | { readonly is: 'progress'; readonly records: number; readonly bytes: number }
  | { readonly is: 'written'; readonly bytes: number }
  | { readonly is: 'failed'; readonly failure: Failure; readonly writing: boolean }

/** What the thread of a live export is told: its series has grown, has ended, or enough is written. */
export type LiveExportNews = 'grew' | 'ended' | 'enough'
