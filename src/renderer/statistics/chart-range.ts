import type { StatisticsRange } from '../../shared/contract/engine/statistics-calls'

/** A stretch of time, µs since the epoch. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}

/** What a chart shows and what there is: `whole` is all that was recorded, with `live` up to now. */
export interface ChartPlace {
  readonly shown: TimeSpan
  readonly whole: TimeSpan
  readonly live: boolean
}

/** No zoom goes below a millisecond. */
const shortest = 1_000

/** The spans that can be followed at a press, µs. */
export const followedSpans = { minute: 60_000_000, minutes: 300_000_000, hour: 3_600_000_000 } as const
export type FollowedSpan = keyof typeof followedSpans | 'all'

export function rangeOfSpan(span: FollowedSpan): StatisticsRange {
  return span === 'all' ? { is: 'all' } : { is: 'last', span: followedSpans[span] }
}

/** The named span that a range is; null for any other. */
export function spanOfRange(range: StatisticsRange): FollowedSpan | null {
  if (range.is === 'all') return 'all'
  if (range.is === 'between') return null
  const names = Object.keys(followedSpans) as (keyof typeof followedSpans)[]
  return names.find((name) => followedSpans[name] === range.span) ?? null
}

function lengthOf({ from, to }: TimeSpan): number {
  return to - from
}

/** `span` as far as there is something to show. At its end it follows a capture that grows. */
function placed({ whole, live }: ChartPlace, { from, to }: TimeSpan): StatisticsRange {
  const length = Math.max(shortest, Math.round(to - from))
  if (length >= lengthOf(whole)) return { is: 'all' }
  if (live && to >= whole.to) return { is: 'last', span: length }
  const start = Math.round(Math.min(Math.max(from, whole.from), whole.to - length))
  return { is: 'between', from: start, to: start + length }
}

/** From `from` to `to`, wherever a person drew it. */
export function chosenRange(place: ChartPlace, span: TimeSpan): StatisticsRange {
  const from = Math.max(place.whole.from, Math.min(span.from, span.to))
  const length = Math.max(shortest, Math.round(Math.abs(span.to - span.from)))
  return { is: 'between', from: Math.round(from), to: Math.round(from) + length }
}

/** `factor` times as long, around the time `around`; a chart that follows goes on to, unless a time is given. */
export function zoomedRange(place: ChartPlace, factor: number, around: number | null): StatisticsRange {
  const { shown, whole, live } = place
  const length = Math.max(shortest, lengthOf(shown) * factor)
  const follows = around === null && live && shown.to >= whole.to
  const anchor = follows ? shown.to : (around ?? (shown.from + shown.to) / 2)
  const share = (anchor - shown.from) / Math.max(1, lengthOf(shown))
  const from = anchor - length * share
  return placed(place, { from, to: from + length })
}

/** Moved by `share` of what is shown, to the left where that is negative. */
export function pannedRange(place: ChartPlace, share: number): StatisticsRange {
  const by = lengthOf(place.shown) * share
  return placed(place, { from: place.shown.from + by, to: place.shown.to + by })
}

/** Moved so that it begins at `from`. */
export function movedRange(place: ChartPlace, from: number): StatisticsRange {
  return placed(place, { from, to: from + lengthOf(place.shown) })
}

/** As long as before, where the capture begins, or ends. */
export function rangeAtEdge(place: ChartPlace, edge: 'start' | 'end'): StatisticsRange {
  const { whole, shown } = place
  return movedRange(place, edge === 'start' ? whole.from : whole.to - lengthOf(shown))
}
