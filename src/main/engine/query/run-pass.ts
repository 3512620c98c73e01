import { MatchBitmapWriter } from './match-bitmap'
import type { ScannedBlock } from './record-scanner'
import { RunFinder } from './run-finder'

/** The second pass of a query that collapses: marks in a bitmap of its own where runs begin, some records at a time. */
export class RunPass {
  readonly heads: MatchBitmapWriter
  private readonly finder = new RunFinder()
  private block: ScannedBlock | null = null
  private at = 0

  /** `onSegment` as of {@link MatchBitmapWriter}. */
  constructor(onSegment: (memory: SharedArrayBuffer) => void) {
    this.heads = new MatchBitmapWriter(onSegment)
  }

  /** True while a block is not decided to its end; then no other may be read. */
  get hasWork(): boolean {
    return this.block !== null
  }

  begin(block: ScannedBlock): void {
    this.block = block.count > 0 ? block : null
    this.at = 0
  }

  /** Decides some more records; returns which of them match. Fails with `E_CAPTURE_BROKEN`. */
  step(): Uint8Array {
    const block = this.block!
    const { heads, count } = this.finder.step(block, this.at)
    this.heads.append(heads, count)
    const decided = block.matches.subarray(this.at, this.at + count)
    this.at += count
    if (this.at >= block.count) this.block = null
    return decided
  }
}
