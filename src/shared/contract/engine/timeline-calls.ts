import * as v from 'valibot'
import type { CaptureEvent } from '../../capture/capture-event'
import type { Cause } from '../../capture/record'
import type { CaptureKind } from '../../endpoints/endpoint-kind'
import type { PeerLife } from '../../timeline/timeline-life'
import type { StepCall } from '../../timeline/timeline-step'
import { call } from '../call'
import type { Failure } from '../errors'
import {
  CaptureIdSchema,
  CountSchema,
  IndexSchema,
  PathSchema,
  PeerNumberSchema,
  TokenSchema,
} from './argument-schemas'

const MicrosecondsSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** Which time a timeline is of, µs since the epoch; `to` is not in it. */
export const TimelineRangeSchema = v.variant('is', [
  /** The whole life, following it as it goes on. */
  v.strictObject({ is: v.literal('all') }),
  v.strictObject({ is: v.literal('between'), from: MicrosecondsSchema, to: MicrosecondsSchema }),
])
export type TimelineRange = v.InferOutput<typeof TimelineRangeSchema>

/** Which connection of a relay's peer, where it is not that with its client. */
const LegSchema = v.optional(v.literal('target'))

/**
 * Whose life: that of a peer, or with `peer` null that of the endpoint, in which peers come and go. With `leg`, that of the
 * connection of a relay's peer with its target.
 */
const LaneSchema = v.strictObject({
  capture: CaptureIdSchema,
  peer: v.nullable(PeerNumberSchema),
  leg: LegSchema,
})
export type TimelineLaneChoice = v.InferOutput<typeof LaneSchema>

/** Steps that are kept at once; where there are more, neighbours of one kind become one with a count. */
const LimitSchema = v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(20_000))

/** The same step seen on the other lane: what was written there was read here, and the reverse. */
export interface TimelineCounterpart {
  /** Where it stands in the timeline; null where it is outside the time shown. */
  readonly row: number | null
  readonly record: number
  /** µs since the epoch. */
  readonly time: number
}

/** One step, or many of one kind between `time` and `lastTime` (µs since the epoch). */
export interface TimelineRow {
  /** Index of its lane. */
  readonly lane: number
  readonly call: StepCall
  /** It happened no later than `time`: the runtime tells of it only with a later one. */
  readonly derived: boolean
  /** Records that it stands for: the first and the last one. */
  readonly record: number
  readonly lastRecord: number
  readonly time: number
  readonly lastTime: number
  readonly count: number
  /** Of messages. */
  readonly bytes: number
  /** 0 where no peer is concerned. */
  readonly peer: number
  readonly cause: Cause
  /** Flags of the record of a message, among them the opcode; 0 of an event, and where it stands for many. */
  readonly flags: number
  /** The event that tells of it; null for messages, and where it stands for many. */
  readonly event: CaptureEvent | null
  /** The first bytes of a message. */
  readonly data: Uint8Array | null
  readonly counterpart: TimelineCounterpart | null
}

export interface TimelinePage {
  readonly total: number
  readonly rows: readonly TimelineRow[]
}

/** One side of a timeline. */
export interface TimelineLane {
  readonly capture: string
  readonly peer: number | null
  readonly leg?: 'target' | undefined
  readonly name: string
  readonly kind: CaptureKind
  readonly life: PeerLife
  /** The highest number of a peer so far, and the newest peers with their addresses, the newest first. */
  readonly lastPeer: number
  readonly peers: readonly { readonly peer: number; readonly address: string }[]
  /** Median of the time from a message out to the next one in (of a server the reverse), µs; null where there is none. */
  readonly answer: number | null
}

/** A timeline, which grows while its captures do. */
export interface TimelineProgress {
  readonly timeline: string
  /** Rows. */
  readonly total: number
  /** Rises when rows have become others, not only more. */
  readonly revision: number
  /** Index entries looked at, of how many. */
  readonly scanned: number
  readonly records: number
  /** True when it has caught up with its captures. */
  readonly done: boolean
  /** The time of the whole life so far, µs since the epoch; both 0 where there is no step. */
  readonly from: number
  readonly to: number
  readonly lanes: readonly TimelineLane[]
  /** Why it ended early; what was found so far stays. */
  readonly failure?: Failure
}

/** Who is at the other end of a connection: a peer in another capture of this engine. */
export interface TimelinePartner {
  readonly capture: string
  readonly peer: number
  /** It is the connection of a relay with its target. */
  readonly leg?: 'target' | undefined
}

export const timelineCalls = {
  /** Opens the life of a peer or an endpoint; with two lanes, of both ends of a connection on one axis. */
  'timeline.open': call(
    v.strictObject({
      lanes: v.pipe(v.array(LaneSchema), v.minLength(1), v.maxLength(2)),
      range: v.optional(TimelineRangeSchema, { is: 'all' }),
      limit: v.optional(LimitSchema, 10_000),
    }),
  ).returns<TimelineProgress>(),
  /** Turns to another time. */
  'timeline.show': call(
    v.strictObject({
      timeline: TokenSchema,
      range: TimelineRangeSchema,
      limit: v.optional(LimitSchema, 10_000),
    }),
  ).returns<null>(),
  /** Rows `from` … in the order of their times. `preview`: how many bytes of a message. */
  'timeline.read': call(
    v.strictObject({
      timeline: TokenSchema,
      from: IndexSchema,
      count: CountSchema,
      preview: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(256)), 64),
    }),
  ).returns<TimelinePage>(),
  /** The row of a record of a lane, or the next one; null where there is none. */
  'timeline.locate': call(
    v.strictObject({ timeline: TokenSchema, lane: v.picklist([0, 1]), record: IndexSchema }),
  ).returns<number | null>(),
  'timeline.close': call(v.strictObject({ timeline: TokenSchema })).returns<null>(),
  /** Writes a picture that the window has drawn to a file. Fails with `E_EXPORT_WRITE`. */
  'timeline.save': call(
    v.strictObject({
      path: PathSchema,
      svg: v.pipe(v.string(), v.startsWith('<svg '), v.maxLength(16_777_216)),
    }),
  ).returns<null>(),
  /** The other end of a peer's connection, where a capture of this engine has it: found by the addresses of both sides. */
  'timeline.partner': call(
    v.strictObject({ capture: CaptureIdSchema, peer: PeerNumberSchema, leg: LegSchema }),
  ).returns<TimelinePartner | null>(),
} as const

export interface TimelineEvents {
  /** At most 30 times a second for each timeline of this session. */
  readonly 'timeline.progress': TimelineProgress
}
