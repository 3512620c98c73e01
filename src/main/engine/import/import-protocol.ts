import type { ImportTotals } from '../../../shared/contract/engine/import-calls'
import type { Failure } from '../../../shared/contract/errors'

/** What an import thread is started with. It makes a series in `folder`; what becomes of it is not its business. */
export interface ImportTask {
  /** Absolute path of the packet file. */
  readonly source: string
  /** Its name as the person knows it. */
  readonly name: string
  readonly folder: string
  readonly engineVersion: string
  /** Bytes of any one file of a capture folder. */
  readonly rolloverBytes: number
}

/** How an import ended. `note` tells why the rest of the file is not in it. */
export interface ImportOutcome {
  readonly totals: ImportTotals
  readonly note: Failure | null
}

/** What an import thread tells. `written` and `failed` are its last word. */
export type ImportReport =
  | { readonly is: 'progress'; readonly done: number; readonly total: number }
  | { readonly is: 'written'; readonly outcome: ImportOutcome }
  | { readonly is: 'failed'; readonly failure: Failure }
