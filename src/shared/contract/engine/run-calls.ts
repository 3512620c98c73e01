import * as v from 'valibot'
import { EndpointIdSchema, type EndpointId } from '../../endpoints/endpoint-config'
import { PayloadSchema } from '../../payload/payload'
import type { SequenceId } from '../../sequences/sequence'
import { call } from '../call'
import type { Failure } from '../errors'
import { CountSchema, IndexSchema } from './argument-schemas'
import { TargetSchema, type Target } from './endpoint-calls'

/** ms between two sendings of a repeat: a microsecond to a day. */
export const everyMsRange = { min: 0.001, max: 86_400_000 } as const
/** Sendings of a repeat that ends after so many. */
export const repeatTimesRange = { min: 1, max: 1_000_000_000 } as const
/** ms of a repeat that ends after a time: up to thirty days. */
export const repeatForMsRange = { min: 1, max: 2_592_000_000 } as const
/** So many runs are at work at once at most. */
export const mostRuns = 10_000

/** When a repeat is done by itself. */
export const RepeatUntilSchema = v.variant('is', [
  v.strictObject({ is: v.literal('stopped') }),
  v.strictObject({
    is: v.literal('times'),
    times: v.pipe(
      v.number(),
      v.integer(),
      v.minValue(repeatTimesRange.min),
      v.maxValue(repeatTimesRange.max),
    ),
  }),
  v.strictObject({
    is: v.literal('time'),
    ms: v.pipe(v.number(), v.minValue(repeatForMsRange.min), v.maxValue(repeatForMsRange.max)),
  }),
])
export type RepeatUntil = v.InferOutput<typeof RepeatUntilSchema>

const RunNumberSchema = v.pipe(v.number(), v.integer(), v.minValue(1))

/** Why a run is over. */
export type RunEnd =
  /** All was sent, or its time is over. */
  | { readonly by: 'itself' }
  | { readonly by: 'person' }
  /** Its endpoint stopped. */
  | { readonly by: 'endpoint' }
  /** Everybody it was for is gone. */
  | { readonly by: 'peers' }
  /** Nothing could ever be sent. */
  | { readonly by: 'failure'; readonly failure: Failure }

/** Numbers of one run. A sending goes to all its peers at once and counts as one. */
export interface RunCounts {
  /** Sendings that reached somebody. */
  readonly sent: number
  /** Sendings that were due and not made, for they could not be made in time. */
  readonly missed: number
  /** Messages that were held back from a peer which read too slowly. */
  readonly slow: number
  /** Sendings at whose time nobody was there. */
  readonly nobody: number
  /** Sendings that failed for everybody. */
  readonly failed: number
}

/** What is told of everything that runs by itself and can be stopped. */
interface RunFacts {
  /** From 1 up; never given twice. */
  readonly run: number
  readonly endpoint: EndpointId
  readonly target: Target
  /** ms since the epoch. */
  readonly startedAt: number
  /** What last failed without ending the run. */
  readonly lastFailure: Failure | null
  /** Null while it runs. */
  readonly end: RunEnd | null
}

/** A payload that is sent again and again. Rates are sendings a second. */
export interface RepeatStatus extends RunFacts {
  readonly kind: 'repeat'
  /** The beginning of what it sends, as it was typed. */
  readonly payload: string
  readonly form: 'text' | 'hex'
  readonly everyMs: number
  readonly until: RepeatUntil
  readonly wantedRate: number
  /** Over the last seconds, of an ended one over its whole time; null while there is too little to tell. */
  readonly achievedRate: number | null
  readonly counts: RunCounts
  /** Sendings that are still to come; null where that is not known. */
  readonly leftTimes: number | null
  /** ms that are still to come; null where that is not known. */
  readonly leftMs: number | null
}

/** A file on its way to one or more peers. */
export interface FileStatus extends RunFacts {
  readonly kind: 'file'
  /** As the person knows it; with variables as they were typed. */
  readonly name: string
  /** Bytes to send to all of the peers together, as far as their files are open. */
  readonly bytes: number
  /** Bytes of them that were handed to the sockets. */
  readonly sentBytes: number
  /** Bytes a second, as `achievedRate` of a repeat. */
  readonly rate: number | null
  readonly chunkBytes: number
  readonly delayMs: number
  /** Peers: all, those that have all of it, and those that will not. */
  readonly peers: { readonly all: number; readonly done: number; readonly failed: number }
}

/** A sequence at work on one connection. */
export interface SequenceStatus extends RunFacts {
  readonly kind: 'sequence'
  /** Null for one that the workspace does not hold. */
  readonly sequence: SequenceId | null
  readonly name: string
  /** The step that is done now, or was the last: its places from 0, outermost loop first. Empty before the first. */
  readonly at: readonly number[]
  /** The rounds of the loops around that step, outermost first, from 1. */
  readonly rounds: readonly number[]
  /** Steps that were done, each as often as it was. */
  readonly done: number
}

export type RunStatus = RepeatStatus | FileStatus | SequenceStatus

/** How many runs there are. */
export interface RunTotals {
  readonly running: number
  /** Ended ones that nobody has dismissed; the last 200 are kept. */
  readonly ended: number
}

export const runCalls = {
  /**
   * Sends `payload` now and then every `everyMs` ms. Variables get their values at each sending; `seq` counts those of
   * this run. Fails with `E_ENDPOINT_STATE` unless the endpoint runs, with the failures of the payload, with
   * `E_NO_PEER` for the remote of a UDP endpoint that has none, with `E_RUN_LIMIT`. A peer that reads too slowly is
   * left out until it has caught up; one that is gone is left out for good. Records have the cause `repeat:NAME`;
   * `name` is the beginning of the payload unless it is given.
   */
  'repeat.start': call(
    v.strictObject({
      endpoint: EndpointIdSchema,
      target: TargetSchema,
      payload: PayloadSchema,
      everyMs: v.pipe(v.number(), v.minValue(everyMsRange.min), v.maxValue(everyMsRange.max)),
      until: RepeatUntilSchema,
      name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80))),
    }),
  ).returns<RepeatStatus>(),
  /** Running ones first, the newest first; then ended ones, the last to end first. `totals` are of all endpoints. */
  'runs.list': call(
    v.strictObject({ from: IndexSchema, count: CountSchema, endpoint: v.optional(EndpointIdSchema) }),
  ).returns<{
    readonly totals: RunTotals
    readonly rows: readonly RunStatus[]
  }>(),
  /** One run. Fails with `E_JOB_UNKNOWN`, also for one that ended long ago. */
  'runs.status': call(v.strictObject({ run: RunNumberSchema })).returns<RunStatus>(),
  /** Fails with `E_JOB_UNKNOWN`; one that has ended stays as it is. */
  'runs.stop': call(v.strictObject({ run: RunNumberSchema })).returns<null>(),
  /** Stops all, or all of one endpoint. */
  'runs.stopAll': call(v.strictObject({ endpoint: v.optional(EndpointIdSchema) })).returns<null>(),
  /** Takes an ended run from the list, or all of them. */
  'runs.dismiss': call(v.strictObject({ run: v.optional(RunNumberSchema) })).returns<null>(),
} as const

export interface RunEvents {
  /** At most 10 times a second, when something of what `runs.list` tells has changed. */
  readonly 'runs.changed': { readonly totals: RunTotals }
}
