import type { Cause } from '../../../shared/capture/record'
import type { Failure } from '../../../shared/contract/errors'
import type { PayloadRecipient } from '../../../shared/payload/payload-context'

/** A peer as rules see it. */
export interface BehaviourPeer extends PayloadRecipient {
  /** Sends, or does nothing where our side of the connection has ended. May pause reading while the peer is slow. */
  answer(bytes: Uint8Array, cause: Cause): void
  /** Records that an answer could not be made. */
  answerFailed(failure: Failure): void
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
