import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { Cause } from '../../../shared/capture/record'
import type { PayloadFrame } from '../../../shared/payload/payload-frame'
import type { PayloadRecipient } from '../../../shared/payload/payload-context'

/** A peer as rules see it. */
export interface BehaviourPeer extends PayloadRecipient {
  /** Bytes that wait to leave for it. */
  readonly queuedBytes: number
  /** Sends, or does nothing where our side of the connection has ended. May pause reading while the peer is slow. */
  answer(bytes: Uint8Array, cause: Cause, frame?: PayloadFrame): void
  /** Answers that wait for their time grew or shrank by `change` bytes; too many of them pause reading. */
  holdsAnswers(change: number): void
  /** Ends our side of a connection; a UDP peer has none. */
  halfClose(): void
  /** Closes a connection; a UDP peer is forgotten. */
  close(): void
  /** Resets a connection; a UDP peer is forgotten. */
  reset(): void
  /** Upgrades a connection to TLS in place, behind what was answered; a UDP peer has none. */
  upgradeByRule(): void
  /** Notes the number that the peer has given us. */
  takesNumber(number: string): void
  /** Records an event of this peer. */
  tell(event: CaptureEvent): void
}

/**
 * What an endpoint does by itself. Called for every connection and message, so it must be quick and not throw. After
 * {@link end} nothing happens any more.
 */
export interface Behaviour {
  /** Takes over a peer that was there before. */
  adopt(peer: BehaviourPeer): void
  /** A connection has opened, or a datagram came from an address that was not known. */
  opened(peer: BehaviourPeer): void
  /** Must {@link received} be called at all? */
  readonly hearsMessages: boolean
  /** Must {@link classify} be called before a whole message is recorded? */
  readonly classifies: boolean
  /** Bits of `recordFlags` for a whole message that is recorded next and then given to {@link received}. */
  classify(peer: BehaviourPeer, message: Uint8Array): number
  /** A message was received and recorded, or a part of one; with `isEnd` it is complete now. */
  received(peer: BehaviourPeer, message: Uint8Array, isEnd: boolean): void
  /** The peer is gone; nothing can be sent to it. */
  closed(peer: BehaviourPeer): void
  /** Drops all that waits. */
  end(): void
}
