import type {
  PeerChoice,
  PeerPage,
  SendOutcome,
  Target,
  UpgradeOutcome,
} from '../../../shared/contract/engine/endpoint-calls'
import type { Cause } from '../../../shared/capture/record'
import type { EndpointConfig, EndpointId } from '../../../shared/endpoints/endpoint-config'
import type { CloseStatus, EndpointStatus } from '../../../shared/endpoints/endpoint-status'
import type { PayloadFrame } from '../../../shared/payload/payload-frame'
import type { PayloadMatch, PayloadSources } from '../../../shared/payload/payload-context'
import type { RuleAlert } from '../../../shared/contract/engine/rule-calls'
import type { CertificateMaker } from '../certificates/certificate-maker'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { Recorder } from '../capture/recorder'
import type { ScriptConsole } from '../scripts/script-console'
import type { Outgoing, Sendings } from '../payload/sendings'
import type { BehaviourPeer } from '../rules/behaviour'
import type { PeerTap } from './peer-taps'
import type { FileAt } from './option-files'

/** How connections of an endpoint are ended by hand. */
export type EndPeersHow = 'half-close' | 'close' | 'reset'

/** Which rows of the list of peers are wanted. */
export interface PeerQuery {
  readonly from: number
  readonly count: number
  readonly show: 'all' | 'connected' | 'closed'
  readonly search: string
  /** With {@link PeerDetails}. */
  readonly details?: boolean
}

/** What an endpoint needs of the engine around it. */
export interface EndpointSurroundings {
  /** Opens a new capture for a run of the endpoint; rejects with a coded failure where the folder is not writable. */
  openRecorder(config: EndpointConfig): Promise<Recorder>
  /** Where the variables of its payloads get their values. */
  readonly payloadSources: PayloadSources
  /** May rules and scripts act? A workspace from elsewhere waits for consent; the options greeting, echo and reply always act. */
  mayAct(): boolean
  /** The value of an option that is a secret; empty where there is none. */
  secret(option: string): string
  /** Where a file is that an option names. */
  readonly fileAt: FileAt
  /** Makes and keeps certificates. */
  readonly certificates: CertificateMaker
  /** A rule runs a sequence on a peer. Throws the failures of `sequence.start`. */
  runSequence(endpoint: EndpointId, peer: BehaviourPeer, name: string, match: PayloadMatch | null): void
  /** A rule calls a person; may be called as often as messages come. */
  alerted(alert: Omit<RuleAlert, 'count'>): void
  /** The script of an endpoint, or its console, has changed; may be called as often as messages come. */
  scriptChanged(endpoint: EndpointId): void
  /** To be called with every change of what {@link Endpoint.status} tells; cheap, may be called often. */
  changed(): void
}

/**
 * One endpoint at work. `start` resolves when it listens, is bound, or (client) has begun to connect and the first
 * attempt succeeded; it rejects with a coded failure, and the endpoint can be started again. `stop` resolves when
 * every socket is closed and the capture is flushed; it may be called at any moment, also during a start.
 */
export interface Endpoint {
  readonly config: EndpointConfig
  start(): Promise<void>
  stop(): Promise<void>
  status(): EndpointStatus
  /** Takes a changed configuration; returns whether some values wait for the next start. */
  configure(config: EndpointConfig): boolean
  /** Ends the wait of a reconnecting client. Nothing happens in other states. */
  reconnect(): void
  /** The sendings by hand of the present run; of no run while it is stopped. */
  readonly sendings: Sendings
  /** What its script is doing and has told. */
  readonly scriptConsole: ScriptConsole
  /**
   * Sends, by hand unless there is another cause; failures of single peers are in the outcomes, failures of the whole
   * call are thrown.
   */
  send(
    target: Target,
    outgoing: Outgoing,
    cause?: Cause,
    frame?: PayloadFrame,
  ): Promise<readonly SendOutcome[]>
  /** `status` is for the close of a WebSocket. */
  endPeers(peers: PeerChoice, how: EndPeersHow, status?: CloseStatus): void
  /** Throws `E_WS_ONLY` where they are no WebSockets. */
  ping(peers: PeerChoice, payload: Uint8Array): void
  /** Upgrades connections to TLS in place; the handshakes go on behind. Failures of single peers are in the outcomes. */
  upgrade(peers: PeerChoice): readonly UpgradeOutcome[]
  /**
   * Whom `target` stands for now. Rejects with `E_ENDPOINT_STATE`, with `E_NO_PEER` where there is nobody, with
   * `E_PEER_UNKNOWN` and the failures of a look-up.
   */
  recipients(target: Target): Promise<readonly BehaviourPeer[]>
  /**
   * Resolves when all that was sent to `peer` has left this process, or never will, and the capture keeps up; answers
   * with the bytes that never will. For senders of more than memory should hold.
   */
  drained(peer: number): Promise<number>
  /** Resolves when the capture needs none of the memory any more in which something was sent until now. */
  recorded(): Promise<void>
  /** Tells `tap` what comes from a peer of the present run, from now on; returns what ends that. */
  hear(peer: BehaviourPeer, tap: PeerTap): () => void
  /** Records an event of no peer in the present run; does nothing while there is none. */
  note(event: CaptureEvent): void
  peers(query: PeerQuery): PeerPage
}
