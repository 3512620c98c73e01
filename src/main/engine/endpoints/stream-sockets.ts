import type {
  PeerChoice,
  PeerPage,
  SendOutcome,
  Target,
  UpgradeOutcome,
} from '../../../shared/contract/engine/endpoint-calls'
import type { Cause } from '../../../shared/capture/record'
import type { SockwrightError } from '../../../shared/contract/errors'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { CloseStatus, PeerStatus } from '../../../shared/endpoints/endpoint-status'
import type { PayloadFrame } from '../../../shared/payload/payload-frame'
import type { Outgoing } from '../payload/sendings'
import type { Behaviour, BehaviourPeer } from '../rules/behaviour'
import { ConnectionTable, type MakeConnection } from './connection-table'
import type { EndPeersHow, PeerQuery } from './endpoint'
import type { RunParts, RunSockets } from './run-sockets'
import type { TlsSettings } from './tls/tls-settings'

/** Endpoints whose peers are connections of their own. */
type StreamConfig = Extract<
  EndpointConfig,
  { kind: 'tcp-client' | 'ws-client' | 'unix-client' | 'tcp-server' | 'ws-server' | 'unix-server' }
>

/** The sockets of an endpoint whose peers are connections; how it comes to them is for those that extend it. */
export abstract class StreamSockets<C extends StreamConfig> implements RunSockets<C> {
  readonly lostDatagrams = null
  abstract readonly tellsFailures: boolean
  protected readonly table: ConnectionTable
  /** What makes TLS of its connections; null where they have none. It is closed with them. */
  protected tls: TlsSettings | null = null

  constructor(
    protected readonly parts: RunParts<C>,
    makeConnection: MakeConnection,
    closed: (last: PeerStatus) => void,
  ) {
    const { config, recorder, traffic, behaviour } = parts
    const listener = { changed: parts.changed, closed }
    this.table = new ConnectionTable(recorder, traffic, behaviour, config.options, listener, makeConnection)
  }

  get counts() {
    return this.table.counts
  }

  get revision(): number {
    return this.table.revision
  }

  abstract open(signal: AbortSignal): Promise<void>
  abstract configure(config: C, behaviour: Behaviour): void
  abstract send(
    target: Target,
    outgoing: Outgoing,
    cause: Cause,
    frame?: PayloadFrame,
  ): Promise<readonly SendOutcome[]>
  abstract recipients(target: Target): Promise<readonly BehaviourPeer[]>

  drained(peer: number): Promise<number> {
    return this.table.drained(peer)
  }

  endPeers(peers: PeerChoice, how: EndPeersHow, status?: CloseStatus): void {
    this.table.endPeers(peers, how, status)
  }

  ping(peers: PeerChoice, payload: Uint8Array): void {
    this.table.ping(peers, payload)
  }

  upgrade(peers: PeerChoice): readonly UpgradeOutcome[] {
    return this.table.upgrade(peers)
  }

  page(query: PeerQuery): PeerPage {
    return this.table.page(query)
  }

  look(): void {
    this.table.look()
  }

  captureCongested(congested: boolean): void {
    if (!congested) this.table.captureCaughtUp()
  }

  async close(): Promise<void> {
    await this.table.closeAll()
    await this.tls?.close()
  }

  /** Tells a failure of the key log, for one. */
  protected readonly tlsFailed = (failure: SockwrightError): void => {
    this.parts.recorder.event(0, { event: 'socket-failed', failure: failure.toFailure() })
  }
}
