import type { MatchBitmap } from './match-bitmap'

/** A run of identical neighbours; positions count from 0 in the view's records. */
export interface PlacedRun {
  readonly first: number
  readonly last: number
  readonly count: number
  readonly expanded: boolean
}

/** The record of one row, and the run of two or more that it stands for or belongs to. */
export interface RowPlace {
  readonly position: number
  readonly run: PlacedRun | null
}

/** Which records of a view have rows, and where. Rows and positions count from 0. */
export interface ShownRows {
  readonly total: number
  /** Records that the rows stand for. */
  readonly shown: number
  /** Rows `from` … `from + count - 1`; all of them must be there. */
  places(from: number, count: number): readonly RowPlace[]
  /** The row that shows `position`, or the next one shown; null where there is none. */
  rowOf(position: number): number | null
}

/** Every record has a row. */
export class EveryRow implements ShownRows {
  /** `count` tells how many records there are. */
  constructor(private readonly count: () => number) {}

  get total(): number {
    return this.count()
  }

  get shown(): number {
    return this.count()
  }

  places(from: number, count: number): readonly RowPlace[] {
    return Array.from({ length: count }, (_, index) => ({ position: from + index, run: null }))
  }

  rowOf(position: number): number | null {
    return position < this.total ? position : null
  }
}

/** Every record that matches has a row. */
export class MatchedRows implements ShownRows {
  constructor(private readonly matches: MatchBitmap) {}

  get total(): number {
    return this.matches.matches
  }

  get shown(): number {
    return this.matches.matches
  }

  places(from: number, count: number): readonly RowPlace[] {
    return this.matches.select(from, count).map((position) => ({ position, run: null }))
  }

  rowOf(position: number): number | null {
    const row = this.matches.rank(position)
    return row < this.total ? row : null
  }
}
