import type { Failure } from '../../../../shared/contract/errors'
import type { FollowTask } from '../../follow/follow-protocol'
import type { TimelineTask } from '../../timeline/timeline-protocol'
import type { StatisticsTask } from '../statistics/statistics-protocol'

/** What a watch is on, and which records of it may be read. */
export type WatchTask =
  | ({ readonly on: 'stream' } & FollowTask)
  | ({ readonly on: 'statistics' } & StatisticsTask)
  | ({ readonly on: 'timeline' } & TimelineTask)

/** What passes between the two sides of one kind of watch. */
export interface WatchTypes {
  /** What it is told without an answer. */
  readonly word: unknown
  readonly question: unknown
  readonly answer: unknown
  /** What it tells of itself while it goes on. */
  readonly state: unknown
}

/** What the engine says to the query thread about a watch; `watch` is its number. */
export type WatchRequest =
  | { readonly is: 'watch'; readonly watch: number; readonly task: WatchTask }
  /** The last record that may be read has a new number; `capture` counts the captures of the task, from 0. */
  | {
      readonly is: 'watch-grew'
      readonly watch: number
      readonly capture: number
      readonly records: number
    }
  | { readonly is: 'watch-told'; readonly watch: number; readonly word: unknown }
  /** The answer has the same number. */
  | {
      readonly is: 'watch-asked'
      readonly watch: number
      readonly number: number
      readonly question: unknown
    }
  | { readonly is: 'watch-closed'; readonly watch: number }

/** What the query thread says about a watch. */
export type WatchNews =
  | { readonly is: 'watch-state'; readonly watch: number; readonly state: unknown }
  | { readonly is: 'watch-answer'; readonly watch: number; readonly number: number; readonly answer: unknown }
  | {
      readonly is: 'watch-refused'
      readonly watch: number
      readonly number: number
      readonly failure: Failure
    }
  /** It has ended. */
  | { readonly is: 'watch-failed'; readonly watch: number; readonly failure: Failure }
