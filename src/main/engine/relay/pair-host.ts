import type { Failure } from '../../../shared/contract/errors'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { DialWitness } from '../endpoints/stream/dial'
import type { PeerStream } from '../endpoints/stream/peer-stream'
import type { Securing } from '../endpoints/tls/tls-settings'
import type { RelayPair } from './relay-pair'
import type { RelayRun } from './relay-run'
import type { LegsUpgrade } from './relay-tls'

/** What the pairs of one run of a stream relay share. */
export interface PairHost extends RelayRun {
  /** Puts TLS on the connection of a client, or on that to the target; null where it stays plain. */
  readonly secureClient: Securing | null
  readonly secureTarget: Securing | null
  /** Both later, when the server of a dialogue agrees; null where that is not watched for. */
  readonly startTls: LegsUpgrade | null
  /** Connects to the target; rejects with a coded failure. Throws from the witness end it. */
  dial(witness: DialWitness, signal: AbortSignal): Promise<PeerStream>
  /** Throws `E_RELAY_LOOP`. */
  assertNoLoop(target: SocketAddress): void
  stateChanged(): void
  /** It was paused until the capture has caught up; {@link RelayPair.captureCaughtUp} is owed to it. */
  pausedForCapture(pair: RelayPair): void
  /** The target could not be reached; the client is being closed. */
  targetFailed(failure: Failure): void
  /** Its `closed` event is recorded. */
  closed(pair: RelayPair): void
}
