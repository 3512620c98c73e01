import type { CaptureEvent } from '../../../shared/capture/capture-event'

/** Where the messages of one direction of a peer go on. */
export interface FaultOutlet {
  /** Takes the next bytes of a stream, or the next datagram; they are its own. */
  deliver(bytes: Uint8Array): void
  /** Ends this direction; nothing is delivered any more. */
  halfClose(): void
  /** Resets the connection, or forgets a UDP peer. */
  reset(): void
  /** So much waits that nothing more should come, or that is over. */
  waits(isFull: boolean): void
  /** Everything was delivered after {@link FaultyWay.end}. */
  ended(): void
  /** Records an event of the peer. */
  tell(event: CaptureEvent): void
}
