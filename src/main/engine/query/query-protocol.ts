import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import type { Failure } from '../../../shared/contract/errors'

/** What a query is about; `records` is the number of the last record that may be read. */
export interface QueryTask {
  readonly capture: string
  readonly filter: string
  readonly after: number
  readonly records: number
  /** Find the runs of identical neighbours too. */
  readonly collapse: boolean
  /** Of the text in messages. */
  readonly encoding: TextEncoding
}

/** What the engine asks of the query thread. `records` is the number of the last record that may be read. */
export type QueryRequest =
  | ({ readonly is: 'open'; readonly query: number } & QueryTask)
  | { readonly is: 'grew'; readonly query: number; readonly records: number }
  /** Find the first match in records `from` … `to`, or with `back` the last; takes the place of an earlier one. */
  | ({ readonly is: 'seek'; readonly query: number } & Seek)
  | { readonly is: 'close'; readonly query: number }

/** A search for one match beside the bitmap; `seek` is its number. */
export interface Seek {
  readonly seek: number
  readonly from: number
  readonly to: number
  readonly back: boolean
}

/** What the query thread tells. Position 0 of the bitmap is record `after` + 1. */
export type QueryReport =
  | {
      readonly is: 'segment'
      readonly query: number
      readonly of: 'matches' | 'heads'
      readonly memory: SharedArrayBuffer
    }
  /** `heads` tells how many runs begin among the scanned; 0 where none are looked for. */
  | {
      readonly is: 'progress'
      readonly query: number
      readonly scanned: number
      readonly matches: number
      readonly heads: number
    }
  | { readonly is: 'found'; readonly query: number; readonly seek: number; readonly record: number | null }
  /** The query has ended; what it found so far stays. */
  | { readonly is: 'failed'; readonly query: number; readonly failure: Failure }
