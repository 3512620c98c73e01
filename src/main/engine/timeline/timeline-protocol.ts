import type {
  TimelineLane,
  TimelineLaneChoice,
  TimelinePage,
  TimelinePartner,
  TimelineRange,
} from '../../../shared/contract/engine/timeline-calls'
import type { Failure } from '../../../shared/contract/errors'

/** Which steps a timeline keeps. */
export interface TimelineView {
  readonly range: TimelineRange
  readonly limit: number
}

/** A lane; `records` is the number of the last record that may be read. */
export type OpenedLane = TimelineLaneChoice & { readonly records: number }

/** What is asked of a timeline once; the answer has the same number. */
export type TimelineQuestion =
  | { readonly ask: 'read'; readonly from: number; readonly count: number; readonly preview: number }
  | { readonly ask: 'locate'; readonly lane: number; readonly record: number }

export type TimelineAnswer = TimelinePage | number | null

/** A capture in which the other end of a connection may be. */
export interface PartnerSearchTask {
  readonly capture: string
  readonly peer: number
  readonly candidates: readonly string[]
}

/** What the engine asks of the query thread about timelines; `timeline` is their number. */
export type TimelineRequest =
  | {
      readonly is: 'timeline'
      readonly timeline: number
      readonly lanes: readonly OpenedLane[]
      readonly view: TimelineView
    }
  /** The last record of a lane that may be read has a new number. */
  | {
      readonly is: 'timeline-grew'
      readonly timeline: number
      readonly lane: number
      readonly records: number
    }
  | { readonly is: 'timeline-show'; readonly timeline: number; readonly view: TimelineView }
  | {
      readonly is: 'timeline-ask'
      readonly timeline: number
      readonly number: number
      readonly question: TimelineQuestion
    }
  | { readonly is: 'timeline-close'; readonly timeline: number }
  | { readonly is: 'timeline-partner'; readonly timeline: number; readonly task: PartnerSearchTask }

/** How far a timeline has come. */
export interface TimelineState {
  readonly total: number
  readonly revision: number
  readonly scanned: number
  readonly records: number
  readonly done: boolean
  readonly from: number
  readonly to: number
  readonly lanes: readonly TimelineLane[]
}

/** What the query thread tells of timelines. */
export type TimelineNews =
  | { readonly is: 'timeline-state'; readonly timeline: number; readonly state: TimelineState }
  | {
      readonly is: 'timeline-answer'
      readonly timeline: number
      readonly number: number
      readonly answer: TimelineAnswer
    }
  | {
      readonly is: 'timeline-refused'
      readonly timeline: number
      readonly number: number
      readonly failure: Failure
    }
  | {
      readonly is: 'timeline-partner-found'
      readonly timeline: number
      readonly partner: TimelinePartner | null
    }
  /** It has ended. */
  | { readonly is: 'timeline-failed'; readonly timeline: number; readonly failure: Failure }
