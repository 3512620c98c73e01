import type { TimelineRange } from '../../shared/contract/engine/timeline-calls'

/** A stretch of time, µs since the epoch. */
export interface TimelineSpan {
  readonly from: number
  readonly to: number
}

/** Nothing is shown wider than this, µs: below it the clock itself is no finer. */
const shortest = 20

/** What a range shows of a life. */
export function spanOf(range: TimelineRange, whole: TimelineSpan): TimelineSpan {
  if (range.is === 'between') return range
  return { from: whole.from, to: Math.max(whole.to, whole.from + shortest) }
}

/** `span` as far as there is something to show; everything where that is all. */
function placed(span: TimelineSpan, whole: TimelineSpan): TimelineRange {
  const length = Math.max(shortest, Math.round(span.to - span.from))
  const all = Math.max(shortest, whole.to - whole.from)
  if (length >= all) return { is: 'all' }
  const from = Math.round(Math.min(Math.max(span.from, whole.from), whole.to - length + 1))
  return { is: 'between', from, to: from + length }
}

/** `factor` times as long, so that the time `around` stays where it is on screen. */
export function zoomed(
  range: TimelineRange,
  whole: TimelineSpan,
  factor: number,
  around: number,
): TimelineRange {
  const shown = spanOf(range, whole)
  const length = (shown.to - shown.from) * factor
  const share = Math.min(1, Math.max(0, (around - shown.from) / (shown.to - shown.from)))
  const from = around - length * share
  return placed({ from, to: from + length }, whole)
}

/** Moved by `share` of what is shown, back where that is negative. */
export function moved(range: TimelineRange, whole: TimelineSpan, share: number): TimelineRange {
  const shown = spanOf(range, whole)
  const by = (shown.to - shown.from) * share
  return placed({ from: shown.from + by, to: shown.to + by }, whole)
}

/** The time of a step that stands for many, with a little before and after. */
export function aroundStep(from: number, to: number, whole: TimelineSpan): TimelineRange {
  const margin = Math.max(2, (to - from) * 0.02)
  return placed({ from: from - margin, to: to + margin }, whole)
}
