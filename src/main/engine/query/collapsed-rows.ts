import { SockwrightError } from '../../../shared/contract/errors'
import type { MatchBitmap } from './match-bitmap'
import type { PlacedRun, RowPlace, ShownRows } from './shown-rows'

/** Runs that may be expanded at the same time: each is looked at for each page. */
const mostExpanded = 1_000

/** A run by its number among all runs; its records are the matches `first` … `first + count - 1`. */
interface Run {
  readonly run: number
  readonly first: number
  readonly count: number
}

/**
 * One row for each run of identical neighbours, except for those that are expanded. `heads` has the first record of
 * each run, `matches` all records that are shown; both have come equally far.
 */
export class CollapsedRows implements ShownRows {
  /** Numbers of the expanded runs, rising. */
  private expanded: readonly number[] = []

  constructor(
    private readonly matches: MatchBitmap,
    private readonly heads: MatchBitmap,
  ) {}

  get total(): number {
    return this.expanded.reduce((rows, run) => rows + this.run(run).count - 1, this.heads.matches)
  }

  get shown(): number {
    return this.matches.matches
  }

  places(from: number, count: number): readonly RowPlace[] {
    const places: RowPlace[] = []
    let { run, member } = this.at(from)
    while (places.length < count && run < this.heads.matches) {
      const of = this.run(run)
      const expanded = this.expanded.includes(run)
      const members = expanded ? Math.min(of.count - member, count - places.length) : 1
      const placed = of.count > 1 ? this.placed(of, expanded) : null
      for (const position of this.matches.select(of.first + member, members)) {
        places.push({ position, run: placed })
      }
      run += 1
      member = 0
    }
    return places
  }

  rowOf(position: number): number | null {
    const match = this.matches.rank(position)
    const found = this.matches.select(match, 1)[0]
    if (found === undefined) return null
    const of = this.run(this.heads.rank(found + 1) - 1)
    let row = of.run
    for (const run of this.expanded) {
      if (run < of.run) row += this.run(run).count - 1
      if (run === of.run) row += match - of.first
    }
    return row
  }

  /** Expands the run that `position` is in, or takes that back. Fails with `E_RUNS_EXPANDED`. */
  expand(position: number, on: boolean): void {
    const match = this.matches.rank(position)
    if (this.matches.select(match, 1)[0] !== position) return
    const run = this.heads.rank(position + 1) - 1
    if (on && this.run(run).count === 1) return
    const others = this.expanded.filter((one) => one !== run)
    if (on && others.length >= mostExpanded) {
      throw new SockwrightError('E_RUNS_EXPANDED', { most: mostExpanded })
    }
    this.expanded = on ? [...others, run].sort((one, other) => one - other) : others
  }

  /** The run that `row` is in, and the how manieth of its records the row is. */
  private at(row: number): { run: number; member: number } {
    let more = 0
    for (const run of this.expanded) {
      const start = run + more
      if (row < start) break
      const { count } = this.run(run)
      if (row < start + count) return { run, member: row - start }
      more += count - 1
    }
    return { run: row - more, member: 0 }
  }

  private run(run: number): Run {
    const [head, next] = this.heads.select(run, 2)
    const first = this.matches.rank(head!)
    const end = next === undefined ? this.matches.matches : this.matches.rank(next)
    return { run, first, count: end - first }
  }

  private placed({ first, count }: Run, expanded: boolean): PlacedRun {
    const [head] = this.matches.select(first, 1)
    const [last] = this.matches.select(first + count - 1, 1)
    return { first: head!, last: last!, count, expanded }
  }
}
