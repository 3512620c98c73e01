import type { Cause } from '../../../shared/capture/record'

/** A peer as rules see it. */
export interface BehaviourPeer {
  readonly peer: number
  /** Sends, or does nothing where our side of the connection has ended. May pause reading while the peer is slow. */
  answer(bytes: Uint8Array, cause: Cause): void
}

/** What an endpoint does by itself. Called for every connection and message, so it must be quick and not throw. */
export interface Behaviour {
  /** A connection has opened. */
  opened(peer: BehaviourPeer): void
  /** Must {@link received} be called at all? */
  readonly hearsMessages: boolean
  /** A message was received and recorded, or a part of one; with `isEnd` it is complete now. */
  received(peer: BehaviourPeer, message: Uint8Array, isEnd: boolean): void
}
