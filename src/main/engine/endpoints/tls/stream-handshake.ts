import type { CaptureEvent } from '../../../../shared/capture/capture-event'
import type { SockwrightError } from '../../../../shared/contract/errors'
import type { TlsSession } from '../../../../shared/endpoints/tls-session'
import type { PeerStream } from '../stream/peer-stream'
import { HandshakeError } from './handshake'
import { handshakeFailure } from './tls-failure'
import type { Securing } from './tls-settings'

/** The connection on which a handshake takes place. */
export interface HandshakingPeer {
  readonly stream: PeerStream
  /** Its `closed` event is recorded, or it is being ended from here. */
  readonly isEnding: boolean
  tell(event: CaptureEvent): void
  /** Ends the connection because of `failure`. */
  fail(failure: SockwrightError, how: 'destroy' | 'reset'): void
}

/** What a handshake came to: `session` is also what was agreed on where only the certificate was refused. */
export interface HandshakeOutcome {
  readonly session: TlsSession | null
  /** Why it failed; null where it did not, or where we ended the connection ourselves. */
  readonly failure: SockwrightError | null
  /** Is TLS there? */
  readonly isSecured: boolean
}

/** Puts TLS on an open stream that is not read. What it comes to is an event; a failure ends the connection. */
export async function secureStream(peer: HandshakingPeer, secure: Securing): Promise<HandshakeOutcome> {
  try {
    const session = await peer.stream.insert(secure)
    peer.tell({ event: 'secured', session })
    return { session, failure: null, isSecured: true }
  } catch (thrown) {
    const session = thrown instanceof HandshakeError ? thrown.session : null
    // What we end ourselves is no failure of the handshake.
    if (peer.isEnding) return { session, failure: null, isSecured: false }
    const failure = handshakeFailure(thrown)
    peer.tell({ event: 'handshake-failed', failure: failure.toFailure(), session })
    peer.fail(failure, 'destroy')
    return { session, failure, isSecured: false }
  }
}
