import type {
  FollowDirection,
  FollowedEvent,
  FollowMatch,
  FollowSearchProgress,
  FollowWindow,
} from '../../../shared/contract/engine/follow-calls'
import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import type { Failure } from '../../../shared/contract/errors'

/** What is asked of a stream once; the answer has the same number. */
export type FollowQuestion =
  | {
      readonly ask: 'read'
      readonly direction: FollowDirection
      readonly from: number
      readonly length: number
    }
  | { readonly ask: 'locate'; readonly direction: FollowDirection; readonly record: number }
  | {
      readonly ask: 'find'
      readonly direction: FollowDirection
      readonly text: string
      readonly encoding: TextEncoding
      readonly from: number
      readonly back: boolean
    }

/** What the engine asks of the query thread about streams. `records` is the number of the last record to be read. */
export type FollowRequest =
  | {
      readonly is: 'follow'
      readonly id: number
      readonly capture: string
      readonly peer: number
      readonly records: number
    }
  | { readonly is: 'follow-grew'; readonly id: number; readonly records: number }
  | {
      readonly is: 'follow-ask'
      readonly id: number
      readonly number: number
      readonly question: FollowQuestion
    }
  | { readonly is: 'follow-end-find'; readonly id: number }
  | { readonly is: 'follow-close'; readonly id: number }

/** How far a stream has come. */
export interface FollowState {
  readonly inBytes: number
  readonly outBytes: number
  /** Number of the last record that was looked at. */
  readonly reached: number
  readonly appeared: FollowedEvent | null
  readonly closed: FollowedEvent | null
  readonly search: FollowSearchProgress | null
}

export type FollowAnswer = FollowWindow | FollowMatch | number | null

/** What the query thread tells of streams. */
export type FollowReport =
  | { readonly is: 'follow-state'; readonly id: number; readonly state: FollowState }
  | {
      readonly is: 'follow-answer'
      readonly id: number
      readonly number: number
      readonly answer: FollowAnswer
    }
  | { readonly is: 'follow-refused'; readonly id: number; readonly number: number; readonly failure: Failure }
  /** The stream has ended. */
  | { readonly is: 'follow-failed'; readonly id: number; readonly failure: Failure }
