import type {
  FollowDirection,
  FollowedEvent,
  FollowMatch,
  FollowSearchProgress,
  FollowWindow,
} from '../../../shared/contract/engine/follow-calls'
import type { TextEncoding } from '../../../shared/encoding/text-encoding'

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

/** What is followed; `records` is the number of the last record that may be read. */
export interface FollowTask {
  readonly capture: string
  readonly peer: number
  readonly records: number
}

/** What passes between the two sides of a stream that is followed. */
export interface FollowTypes {
  readonly word: 'end-find'
  readonly question: FollowQuestion
  readonly answer: FollowAnswer
  readonly state: FollowState
}
