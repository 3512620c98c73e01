import type { Failure } from '../../../shared/contract/errors'

/** What the engine asks of the query thread. `records` is the number of the last record that may be read. */
export type QueryRequest =
  | {
      readonly is: 'open'
      readonly query: number
      readonly capture: string
      readonly filter: string
      readonly after: number
      readonly records: number
    }
  | { readonly is: 'grew'; readonly query: number; readonly records: number }
  | { readonly is: 'close'; readonly query: number }

/** What the query thread tells. Position 0 of the bitmap is record `after` + 1. */
export type QueryReport =
  | { readonly is: 'segment'; readonly query: number; readonly memory: SharedArrayBuffer }
  | { readonly is: 'progress'; readonly query: number; readonly scanned: number; readonly matches: number }
  /** The query has ended; what it found so far stays. */
  | { readonly is: 'failed'; readonly query: number; readonly failure: Failure }
