import type { TimelineProgress } from '../../src/shared/contract/engine/timeline-calls'

/** The timeline of a capture in which nothing has happened. */
export const emptyTimeline: TimelineProgress = {
  timeline: 'timeline',
  total: 0,
  revision: 0,
  scanned: 0,
  records: 0,
  done: true,
  from: 0,
  to: 0,
  lanes: [],
}
