import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { SkipReason } from '../../../shared/capture/skipped-packets'

/** What an import makes of packets; each record has the time of the packet at hand. */
export interface ImportRecords {
  /** The number of the next peer. */
  newPeer(): number
  message(peer: number, direction: 'in' | 'out', bytes: Uint8Array): void
  event(peer: number, event: CaptureEvent): void
  /** The packet at hand is not in the capture, or not wholly. */
  skip(why: SkipReason): void
}
