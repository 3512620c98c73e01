import type { Seek } from './query-protocol'
import type { RecordScanner } from './record-scanner'

/** Records looked through from front to back before a search backwards goes on to those before them. */
const stretchRecords = 32_768

/** Looks for the first match in a range of records, or the last, step by step. */
export class RecordSeek {
  readonly number: number
  /** The match, once {@link step} has returned true. */
  found: number | null = null
  /** What is looked through next: records `next` … `end`. */
  private next: number
  private end: number

  constructor(
    private readonly scanner: RecordScanner,
    private readonly seek: Seek,
  ) {
    this.number = seek.seek
    this.end = seek.to
    this.next = seek.back ? this.stretchBefore(seek.to) : seek.from
  }

  /** Decides some more records; true when the search is over. Fails as the scanner does. */
  step(): boolean {
    const block = this.next <= this.end ? this.scanner.step(this.next, this.end) : null
    if (block) {
      this.next = block.firstRecord + block.count
      const matches = block.matches.subarray(0, block.count)
      const index = this.seek.back ? matches.lastIndexOf(1) : matches.indexOf(1)
      if (index >= 0) this.found = block.firstRecord + index
    }
    if (!this.seek.back) return this.found !== null || !block || this.next > this.end
    if (block && this.next <= this.end) return false
    return this.found !== null || this.goBack()
  }

  /** Turns to the stretch before; true where there is none. */
  private goBack(): boolean {
    this.end = this.stretchBefore(this.end) - 1
    this.next = this.stretchBefore(this.end)
    return this.end < this.seek.from
  }

  /** Stretches are cut at fixed records, so that going back meets each but once. */
  private stretchBefore(end: number): number {
    return Math.max(this.seek.from, end - (end % stretchRecords))
  }
}
