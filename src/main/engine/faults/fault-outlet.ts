import type { CaptureEvent } from '../../../shared/capture/capture-event'

/** The record of a message that goes on, and its flags. */
export interface CarriedRecord {
  readonly record: number
  /** Bits of `recordFlags`, and the opcode. */
  readonly flags: number
}

/**
 * How what goes on may be cut: a stream of bytes anywhere, messages of a WebSocket into fragments, and datagrams, and what
 * rules hear, not at all.
 */
export type FaultUnits = 'bytes' | 'fragments' | 'whole'

/** Where the messages of one direction of a peer go on. */
export interface FaultOutlet {
  /**
   * Takes the next bytes, which are its own. `isLast`: they are the end of the message `of`, or of the first one where several
   * were merged.
   */
  deliver(bytes: Uint8Array, of: CarriedRecord, isLast: boolean): void
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
