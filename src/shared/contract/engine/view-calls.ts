import * as v from 'valibot'
import type { CaptureEvent } from '../../capture/capture-event'
import type { RecordFacts } from '../../capture/record'
import { TextEncodingSchema } from '../../encoding/text-encoding'
import { call } from '../call'
import type { Failure } from '../errors'
import { CaptureIdSchema, CountSchema, FilterSchema, IndexSchema, TokenSchema } from './argument-schemas'

/** Shown records beside each other that have the same peer, direction, kind and bytes: two or more. */
export interface RecordRun {
  /** Numbers of its first and its last record. */
  readonly first: number
  readonly last: number
  /** Records of it that the view shows; more may come while the last run of a capture grows. */
  readonly count: number
  /** Each record has a row of its own. */
  readonly expanded: boolean
}

/** When the record before of the same peer was, µs; where `exact` is false it was before that, or there is none. */
export interface PeerTime {
  readonly time: number
  readonly exact: boolean
}

/** One row of a log. `data` are the first bytes of a message; `previousTime` (µs) is that of the row before in the view. */
export interface LogRow extends RecordFacts {
  readonly row: number
  readonly previousTime: number | null
  readonly data: Uint8Array | null
  readonly event: CaptureEvent | null
  /** The run that the row stands for or, where that is expanded, belongs to; absent where it stands for one record. */
  readonly run?: RecordRun
  /** Where it was asked for; null where there is none before. */
  readonly previousOfPeer?: PeerTime | null
  /** That of its peer, in words, where it was asked for; null where it has none or nothing is known of it. */
  readonly address?: string | null
}

export interface LogPage {
  readonly total: number
  readonly rows: readonly LogRow[]
  /** Time of the first record of the capture, µs; null where there is none. */
  readonly startTime: number | null
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
  /** Rows. */
  readonly total: number
  /** Records that the rows stand for: more than there are rows where neighbours are collapsed. */
  readonly shown: number
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
  /**
   * Opens a view on a capture; rows before record `after` + 1 are hidden (clear). With `collapse` identical neighbours
   * among the records that are shown have one row.
   */
  'view.open': call(
    v.strictObject({
      capture: CaptureIdSchema,
      filter: FilterSchema,
      after: v.optional(IndexSchema, 0),
      collapse: v.optional(v.boolean(), false),
      /** Of the text that the filter looks for; that of the capture where it is left out. */
      encoding: v.optional(TextEncodingSchema),
    }),
  ).returns<ViewProgress>(),
  'view.close': call(v.strictObject({ view: TokenSchema })).returns<null>(),
  /** Gives each record of the run of `record` a row of its own, or one to all; does nothing to a single record. */
  'view.expand': call(
    v.strictObject({ view: TokenSchema, record: IndexSchema, expanded: v.boolean() }),
  ).returns<ViewProgress>(),
  /**
   * Rows `from` … `from + count - 1` (0-based), each with up to `preview` bytes; with `peerTimes` also
   * {@link LogRow.previousOfPeer}, with `addresses` {@link LogRow.address}.
   */
  'view.rows': call(
    v.strictObject({
      view: TokenSchema,
      from: IndexSchema,
      count: CountSchema,
      preview: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4_096)),
      peerTimes: v.optional(v.boolean(), false),
      addresses: v.optional(v.boolean(), false),
    }),
  ).returns<LogPage>(),
  /** The row that shows `record`, or the next one that the view shows; null where there is none. */
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
