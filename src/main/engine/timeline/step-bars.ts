import type { StepCall } from '../../../shared/timeline/timeline-step'

/** One step, or many of one kind in one stretch of time. Times in µs since the epoch. */
export interface StepBar {
  readonly lane: number
  readonly call: StepCall
  readonly derived: boolean
  readonly peer: number
  readonly record: number
  lastRecord: number
  readonly time: number
  lastTime: number
  count: number
  bytes: number
  /** Its place among the rows of all lanes, as of the last time that they were put in order. */
  row: number
}

/** A step that is to be kept. */
export type AddedStep = Pick<StepBar, 'call' | 'derived' | 'peer' | 'record' | 'time' | 'bytes'>

/**
 * The steps of one lane in the order in which they happened, in bounded memory: when there are more than the limit, those of
 * one kind that lie in the same stretch of time become one, and the stretch doubles as often as it has to.
 */
export class StepBars {
  private bars: StepBar[] = []
  /** µs; 0 while every step has its own bar. */
  private width = 0
  /** The bars of the stretch that is being filled. */
  private stretch = -1
  private open: StepBar[] = []
  private changes = 0

  /** `joinsReads`: messages that came with one read of a stream have one time and are one step. */
  constructor(
    private readonly lane: number,
    private readonly limit: number,
    private readonly joinsReads: () => boolean,
  ) {}

  get all(): readonly StepBar[] {
    return this.bars
  }

  /** Rises with every change. */
  get revision(): number {
    return this.changes
  }

  /** Steps come in the order of their records. */
  add(step: AddedStep): void {
    this.changes += 1
    const found = this.width === 0 ? this.sameRead(step) : this.inStretch(step)
    if (found) {
      joinStep(found, step)
      return
    }
    const { record, time } = step
    const bar = { ...step, lane: this.lane, lastRecord: record, lastTime: time, count: 1, row: -1 }
    this.bars.push(bar)
    if (this.width > 0) this.open.push(bar)
    if (this.bars.length > this.limit) this.widen()
  }

  /** The bar that stands for a record, or the first one after it. */
  at(record: number): StepBar | null {
    const next = this.firstFrom(record)
    // Bars of one stretch lie across each other; there are no more of them than kinds of steps.
    for (let index = next - 1; index >= Math.max(0, next - 64); index -= 1) {
      const bar = this.bars[index]!
      if (bar.record <= record && record <= bar.lastRecord) return this.bars[index]!
    }
    return this.bars[next] ?? null
  }

  /** The bar of one kind that stands for a record. */
  find(record: number, call: StepCall): StepBar | null {
    const next = this.firstFrom(record + 1)
    for (let index = next - 1; index >= Math.max(0, next - 64); index -= 1) {
      const bar = this.bars[index]!
      if (bar.call === call && bar.record <= record && record <= bar.lastRecord) return bar
    }
    return null
  }

  /** Index of the first bar that begins at `record` or later. */
  private firstFrom(record: number): number {
    let low = 0
    let high = this.bars.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.bars[middle]!.record < record) low = middle + 1
      else high = middle
    }
    return low
  }

  private sameRead({ call, time, peer }: AddedStep): StepBar | null {
    const last = this.bars.at(-1)
    if (call !== 'read' || last?.call !== 'read' || !this.joinsReads()) return null
    return last.lastTime === time && last.peer === peer ? last : null
  }

  private inStretch(step: AddedStep): StepBar | null {
    const stretch = Math.floor(step.time / this.width)
    if (stretch !== this.stretch) {
      this.stretch = stretch
      this.open = []
    }
    return this.open.find((bar) => isAlike(bar, step)) ?? null
  }

  /** Twice as wide until half of the room is free, so that this is rare. */
  private widen(): void {
    while (this.bars.length > this.limit / 2) {
      this.width = Math.max(1, this.width * 2)
      this.joinStretches()
    }
  }

  private joinStretches(): void {
    const before = this.bars
    this.bars = []
    this.stretch = -1
    for (const bar of before) {
      const found = this.inStretch(bar)
      if (found) joinBar(found, bar)
      else {
        this.bars.push(bar)
        this.open.push(bar)
      }
    }
  }
}

function isAlike(bar: StepBar, { call, derived }: AddedStep): boolean {
  return bar.call === call && bar.derived === derived
}

function joinStep(bar: StepBar, { record, time, bytes }: AddedStep): void {
  bar.lastRecord = record
  bar.lastTime = time
  bar.count += 1
  bar.bytes += bytes
}

function joinBar(bar: StepBar, other: StepBar): void {
  bar.lastRecord = Math.max(bar.lastRecord, other.lastRecord)
  bar.lastTime = Math.max(bar.lastTime, other.lastTime)
  bar.count += other.count
  bar.bytes += other.bytes
}
