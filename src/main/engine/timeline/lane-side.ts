import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { directions, isAnswerCause, isOriginal, recordFlags } from '../../../shared/capture/record'
import type { EntryBlock } from '../capture/series-reader'

const neverLeft = recordFlags.dropped | recordFlags.replaced

/**
 * From which side a lane reads its capture: that of an endpoint towards its peer, or of a relay towards its target, where what came
 * from the client goes out.
 */
export class LaneSide {
  constructor(private readonly leg: 'target' | undefined) {}

  get isOfTarget(): boolean {
    return this.leg === 'target'
  }

  /** Is this event of a peer told of the connection that the lane is of? */
  tells(event: CaptureEvent): boolean {
    return (event.leg === 'target') === this.isOfTarget
  }

  /** Null of payload that a crash left without a direction. */
  directionOf({ entries }: EntryBlock, at: number): 'in' | 'out' | null {
    const direction = entries.direction(at)
    if (direction === directions.none) return null
    return (direction === directions.out) === this.isOfTarget ? 'in' : 'out'
  }

  /**
   * In which direction the bytes of this message have crossed, if they have. What was received is recorded as it came. What
   * was given to be sent may have been dropped, or have left as another one or twice, which records behind it tell.
   */
  crossed(block: EntryBlock, at: number): 'in' | 'out' | null {
    const direction = this.directionOf(block, at)
    const flags = block.entries.flags(at)
    const has = direction === 'in' ? this.hasCome(block, at) : (flags & neverLeft) === 0
    return has ? direction : null
  }

  /**
   * In which direction this message is a write or a read of its own, if it is. What came is read once; what went on is
   * written as what it became.
   */
  called(block: EntryBlock, at: number): 'in' | 'out' | null {
    const direction = this.directionOf(block, at)
    const flags = block.entries.flags(at)
    if ((flags & recordFlags.unindexed) !== 0) return null
    if (direction === 'in') return this.hasCome(block, at) ? 'in' : null
    const isWritten =
      (flags & recordFlags.replaced) === 0 && (isOriginal(flags) || (flags & recordFlags.dropped) === 0)
    return isWritten ? direction : null
  }

  /** A target never sent what a rule of the relay answered to the client. */
  private hasCome({ entries, capture }: EntryBlock, at: number): boolean {
    if (!isOriginal(entries.flags(at))) return false
    return !this.isOfTarget || !isAnswerCause(capture.causes.of(entries.cause(at)))
  }
}
