import type {
  TimelineLaneChoice,
  TimelinePage,
  TimelinePartner,
  TimelineProgress,
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
  readonly leg: 'target' | undefined
  readonly candidates: readonly string[]
}

/** How far a timeline has come. */
export type TimelineState = Omit<TimelineProgress, 'timeline' | 'failure'>

export interface TimelineTask {
  readonly lanes: readonly OpenedLane[]
  readonly view: TimelineView
}

/** What passes between the two sides of a timeline; the word is which steps it is to keep from now on. */
export interface TimelineTypes {
  readonly word: TimelineView
  readonly question: TimelineQuestion
  readonly answer: TimelineAnswer
  readonly state: TimelineState
}

/** What the engine asks of the query thread about the other end of a connection; `search` is the number of the answer. */
export interface PartnerRequest {
  readonly is: 'partner'
  readonly search: number
  readonly task: PartnerSearchTask
}

export type PartnerNews =
  | { readonly is: 'partner-found'; readonly search: number; readonly partner: TimelinePartner | null }
  | { readonly is: 'partner-failed'; readonly search: number; readonly failure: Failure }
