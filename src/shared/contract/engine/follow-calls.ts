import * as v from 'valibot'
import type { CaptureEvent } from '../../capture/capture-event'
import { TextEncodingSchema } from '../../encoding/text-encoding'
import { call } from '../call'
import type { Failure } from '../errors'
import { CaptureIdSchema, IndexSchema, PeerNumberSchema, TokenSchema } from './argument-schemas'

/** Whose bytes a stream joins: those of both directions in the order of their records, or those of one. */
export const followDirections = ['both', 'in', 'out'] as const
export type FollowDirection = (typeof followDirections)[number]

/** An event of the followed peer that its stream tells. `time` in µs since the epoch. */
export interface FollowedEvent {
  readonly record: number
  readonly time: number
  readonly event: CaptureEvent
}

/** How far a search has come, in bytes of the stream. */
export interface FollowSearchProgress {
  readonly done: number
  readonly total: number
}

/** The stream of a peer, which grows while its capture does. */
export interface FollowProgress {
  readonly follow: string
  /** Bytes of each direction. */
  readonly inBytes: number
  readonly outBytes: number
  /** Index entries looked at, of how many. */
  readonly scanned: number
  readonly records: number
  /** True when the stream has caught up with the capture. */
  readonly done: boolean
  /** How the peer appeared: `accepted`, `connected` or `peer-appeared`. */
  readonly appeared: FollowedEvent | null
  /** How it ended: its event `closed`. */
  readonly closed: FollowedEvent | null
  readonly search: FollowSearchProgress | null
  /** Why the stream ended early; what was found so far stays. */
  readonly failure?: Failure
}

/** A message, or the part of it that was asked for, in a stream. Positions and lengths in bytes. */
export interface FollowSegment {
  readonly record: number
  /** µs since the epoch. */
  readonly time: number
  readonly direction: 'in' | 'out'
  /** Where the message begins in the stream that was asked for. */
  readonly position: number
  /** Where it begins in the bytes of its own direction. */
  readonly offset: number
  readonly length: number
}

/** Bytes `from` … `from + data.length - 1` of a stream of `total` bytes, and the messages they belong to. */
export interface FollowWindow {
  readonly total: number
  readonly from: number
  readonly data: Uint8Array
  readonly segments: readonly FollowSegment[]
}

/** Bytes `from` up to, not including, `to` of the joined bytes of `direction`; they begin at `position` in the stream. */
export interface FollowMatch {
  readonly direction: 'in' | 'out'
  readonly from: number
  readonly to: number
  readonly position: number
  /** The search went on at the other end. */
  readonly wrapped: boolean
}

const DirectionSchema = v.picklist(followDirections)

export const followCalls = {
  /** Opens the stream of a peer: all payload bytes of its messages, joined. One without bytes is empty, not a failure. */
  'follow.open': call(
    v.strictObject({ capture: CaptureIdSchema, peer: PeerNumberSchema }),
  ).returns<FollowProgress>(),
  'follow.close': call(v.strictObject({ follow: TokenSchema })).returns<null>(),
  /** Bytes from position `from` on: at most `length`, and fewer where they are of very many messages. */
  'follow.read': call(
    v.strictObject({
      follow: TokenSchema,
      direction: DirectionSchema,
      from: IndexSchema,
      length: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(262_144)),
    }),
  ).returns<FollowWindow>(),
  /** Position of the first byte of `record`, or of the next message in the stream; null where there is none. */
  'follow.locate': call(
    v.strictObject({ follow: TokenSchema, direction: DirectionSchema, record: IndexSchema }),
  ).returns<number | null>(),
  /**
   * The first match that begins at or after position `from`, or the last one that begins before it, going on at the
   * other end; null where there is none. A match lies in the joined bytes of one direction, across messages. `text` is
   * a text of `encoding` (case is ignored), `hex:0a??0d`, or an expression `/…/i`, whose matches have at most 64 KiB and whose `^` and
   * `$` stand at line breaks. A later call for the same stream ends an earlier one, which is answered with null.
   */
  'follow.find': call(
    v.strictObject({
      follow: TokenSchema,
      direction: DirectionSchema,
      text: v.pipe(v.string(), v.minLength(1), v.maxLength(4_096)),
      encoding: v.optional(TextEncodingSchema, 'utf-8'),
      from: IndexSchema,
      step: v.picklist(['next', 'previous']),
    }),
  ).returns<FollowMatch | null>(),
  /** Ends a search that is under way: it is answered with null. */
  'follow.endFind': call(v.strictObject({ follow: TokenSchema })).returns<null>(),
} as const

export interface FollowEvents {
  /** At most 30 times a second for each stream of this session. */
  readonly 'follow.progress': FollowProgress
}
