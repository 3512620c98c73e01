import type {
  PeerChoice,
  PeerPage,
  SendOutcome,
  Target,
  UpgradeOutcome,
} from '../../../shared/contract/engine/endpoint-calls'
import type { Failure } from '../../../shared/contract/errors'
import type { Cause } from '../../../shared/capture/record'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { CloseStatus, EndpointState, PeerCounts } from '../../../shared/endpoints/endpoint-status'
import type { PayloadFrame } from '../../../shared/payload/payload-frame'
import type { Recorder } from '../capture/recorder'
import type { Outgoing } from '../payload/sendings'
import type { Behaviour, BehaviourPeer } from '../rules/behaviour'
import type { EndPeersHow, PeerQuery } from './endpoint'
import type { TlsSurroundings } from './tls/tls-settings'
import type { Traffic } from './traffic'

/** The sockets of one run, as the life of an endpoint needs them. */
export interface RunSockets<C extends EndpointConfig = EndpointConfig> {
  /** Opens them; resolves when the endpoint is ready, rejects with a coded failure. Gives up when `signal` aborts. */
  open(signal: AbortSignal): Promise<void>
  /** Options that may change while running are now those of `config`. */
  configure(config: C, behaviour: Behaviour): void
  /** Does `config` differ in something that waits for the next start, beside what the definitions tell? */
  needsRestart?(config: C): boolean
  /** `frame` is what the payload says of the frame it goes in, for those who have frames. */
  send(
    target: Target,
    outgoing: Outgoing,
    cause: Cause,
    frame?: PayloadFrame,
  ): Promise<readonly SendOutcome[]>
  endPeers(peers: PeerChoice, how: EndPeersHow, status?: CloseStatus): void
  /** Left out where nobody can be pinged. */
  ping?(peers: PeerChoice, payload: Uint8Array): void
  /** Upgrades connections to TLS in place; throws `E_TLS_OFF` where there are none. */
  upgrade(peers: PeerChoice): readonly UpgradeOutcome[]
  /** As of {@link Endpoint.recipients}. */
  recipients(target: Target): Promise<readonly BehaviourPeer[]>
  /** As of {@link Endpoint.drained}, but for the capture. */
  drained(peer: number): Promise<number>
  page(query: PeerQuery): PeerPage
  readonly counts: PeerCounts
  readonly revision: number
  readonly lostDatagrams: number | null
  /** Does {@link open} record by itself why it failed? */
  readonly tellsFailures: boolean
  /** Called once a second. */
  look(): void
  /** Called with each change of the recorder's `congested`. */
  captureCongested(congested: boolean): void
  /** Closes every socket; resolves when all are closed and their last events are recorded. */
  close(): Promise<void>
}

/** What the sockets of a run are made of. */
export interface RunParts<C extends EndpointConfig> {
  readonly config: C
  readonly recorder: Recorder
  readonly traffic: Traffic
  readonly behaviour: Behaviour
  /** What TLS needs of the engine. */
  readonly tls: TlsSurroundings
  /** Tells a new state of the endpoint. */
  setState(state: EndpointState): void
  /** Tells that counts, peers or their states changed. */
  changed(): void
  /** Ends the run from within: all is over, or something failed for good. */
  finish(failure: Failure | null): void
}
