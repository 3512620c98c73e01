import type { StepBar } from './step-bars'
import type { TimelineLane } from './timeline-lane'

/** The steps of all lanes in the order of their times; put in order again when a lane has changed. */
export class MergedRows {
  private rows: readonly StepBar[] = []
  private revisions: readonly number[] = []
  private lists: readonly (readonly StepBar[])[] = []

  constructor(private readonly lanes: readonly TimelineLane[]) {}

  get all(): readonly StepBar[] {
    const lists = this.lanes.map(({ bars }) => bars.all)
    const revisions = this.lanes.map(({ bars }) => bars.revision)
    const same = lists.every(
      (list, lane) => list === this.lists[lane] && revisions[lane] === this.revisions[lane],
    )
    if (!same) {
      this.rows = lists.length === 1 ? lists[0]!.slice() : merge(lists[0]!, lists[1]!)
      this.rows.forEach((bar, row) => (bar.row = row))
      this.lists = lists
      this.revisions = revisions
    }
    return this.rows
  }
}

function merge(one: readonly StepBar[], other: readonly StepBar[]): StepBar[] {
  const merged: StepBar[] = []
  let next = 0
  for (const bar of one) {
    while (next < other.length && comesBefore(other[next]!, bar)) merged.push(other[next++]!)
    merged.push(bar)
  }
  return merged.concat(other.slice(next))
}

/** At the same µs, what is sent comes before what arrives. */
function comesBefore(one: StepBar, other: StepBar): boolean {
  if (one.time !== other.time) return one.time < other.time
  return other.call === 'read' || other.call === 'end' || other.call === 'accept'
}
