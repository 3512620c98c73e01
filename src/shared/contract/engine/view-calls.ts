import * as v from 'valibot'
import type { CaptureEvent } from '../../capture/capture-event'
import type { RecordFacts } from '../../capture/record'
import { call } from '../call'
import type { Failure } from '../errors'
import { CaptureIdSchema, CountSchema, FilterSchema, IndexSchema, TokenSchema } from './argument-schemas'

/** One row of a log. `data` are the first bytes of a message; `previousTime` (µs) is that of the row before in the view. */
export interface LogRow extends RecordFacts {
  readonly row: number
  readonly previousTime: number | null
  readonly data: Uint8Array | null
  readonly event: CaptureEvent | null
}

export interface LogPage {
  readonly total: number
  readonly rows: readonly LogRow[]
}

export interface RecordContent extends RecordFacts {
  /** Position of `data` in the record. */
  readonly offset: number
  readonly data: Uint8Array
  readonly event: CaptureEvent | null
  readonly previousTime: number | null
}

/** Growth of a view; `scanned` of `records` tells how far a filter has come. */
export interface ViewProgress {
  readonly view: string
  readonly total: number
  /** Records from which the rows are chosen: those before the view's start are not among them. */
  readonly records: number
  /** Number of the last record there is; 0 where there is none. */
  readonly lastRecord: number
  readonly scanned: number
  /** True when the filter has caught up with the capture. */
  readonly done: boolean
  /** Why the filter ended early; the rows found so far stay. */
  readonly failure?: Failure
}

/** A record that was found. */
export interface FoundMatch {
  readonly record: number
  /** How many matches lie before it; null where that is not known yet. */
  readonly place: number | null
  /** The search went on at the other end. */
  readonly wrapped: boolean
}

export const viewCalls = {
  /** Opens a view on a capture; rows before record `after` + 1 are hidden (clear). */
  'view.open': call(
    v.strictObject({ capture: CaptureIdSchema, filter: FilterSchema, after: v.optional(IndexSchema, 0) }),
  ).returns<ViewProgress>(),
  'view.close': call(v.strictObject({ view: TokenSchema })).returns<null>(),
  /** Rows `from` … `from + count - 1` (0-based), each with up to `preview` bytes. */
  'view.rows': call(
    v.strictObject({
      view: TokenSchema,
      from: IndexSchema,
      count: CountSchema,
      preview: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4_096)),
    }),
  ).returns<LogPage>(),
  /** The row of `record`, or of the next one that the view shows; null where there is none. */
  'view.locate': call(v.strictObject({ view: TokenSchema, record: IndexSchema })).returns<number | null>(),
  /**
   * The match after or before `record` (0: before the first) in a view whose filter is what is looked for, going on at
   * the other end; null where there is none. Answers before the filter has seen the whole capture. A later call for
   * the same view ends an earlier one, which is answered with null.
   */
  'view.find': call(
    v.strictObject({
      view: TokenSchema,
      record: IndexSchema,
      direction: v.picklist(['next', 'previous']),
    }),
  ).returns<FoundMatch | null>(),
  /** At most 1 MiB of one record's payload. */
  'record.read': call(
    v.strictObject({
      capture: CaptureIdSchema,
      record: v.pipe(v.number(), v.integer(), v.minValue(1)),
      offset: v.optional(IndexSchema, 0),
      length: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_048_576)), 65_536),
    }),
  ).returns<RecordContent>(),
} as const

export interface ViewEvents {
  /** At most 30 times a second for each view of this session. */
  readonly 'view.progress': ViewProgress
}
