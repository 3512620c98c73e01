import type { Socket } from 'node:net'
import { hostname } from 'node:os'
import type {
  PeerChoice,
  PeerPage,
  SendOutcome,
  Target,
  UpgradeOutcome,
} from '../../../shared/contract/engine/endpoint-calls'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { CloseStatus } from '../../../shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { Cause } from '../../../shared/capture/record'
import type { Recorder } from '../capture/recorder'
import type { PayloadFrame } from '../../../shared/payload/payload-frame'
import type { Outgoing } from '../payload/sendings'
import type { Behaviour, BehaviourPeer } from '../rules/behaviour'
import type { RunParts, RunSockets } from './run-sockets'
import { ConnectionTable, type MakeConnection } from './connection-table'
import type { EndPeersHow, PeerQuery } from './endpoint'
import { Acceptor, type AcceptorHost } from './stream/acceptor'
import { TlsSettings } from './tls/tls-settings'
import { PeerStream } from './stream/peer-stream'

/** Endpoints that listen for streams. */
export type StreamServerConfig = Extract<EndpointConfig, { kind: 'tcp-server' | 'ws-server' | 'unix-server' }>

/** The sockets of an endpoint that listens on a port: every client it accepts is the next peer. */
export class StreamServerSockets<C extends StreamServerConfig> implements RunSockets<C>, AcceptorHost {
  readonly lostDatagrams = null
  readonly tellsFailures = false
  readonly #table: ConnectionTable
  readonly #acceptor: Acceptor
  #tls: TlsSettings | null = null

  constructor(
    private readonly parts: RunParts<C>,
    makeConnection: MakeConnection,
  ) {
    const { config, recorder, traffic, behaviour } = parts
    const listener = {
      changed: parts.changed,
      closed: () => undefined,
    }
    this.#table = new ConnectionTable(recorder, traffic, behaviour, config.options, listener, makeConnection)
    this.#acceptor = new Acceptor(config.options, this)
  }

  get recorder(): Recorder {
    return this.parts.recorder
  }

  get clients(): number {
    return this.#table.size
  }

  get counts() {
    return this.#table.counts
  }

  get revision(): number {
    return this.#table.revision
  }

  async open(): Promise<void> {
    await this.#readTls()
    await this.#acceptor.listen()
    this.#acceptor.accept()
  }

  async #readTls(): Promise<void> {
    const { config, recorder, tls: surroundings } = this.parts
    const { tls, tlsHandshakeTimeout: timeoutMs } = config.options
    if (tls === 'off') return
    const failed = (failure: SockwrightError) =>
      recorder.event(0, { event: 'socket-failed', failure: failure.toFailure() })
    this.#tls = await TlsSettings.forServer(config.options, surroundings, failed)
    const { secure } = this.#tls
    this.#table.security = { side: 'server', begins: tls, secure, serverName: hostname(), timeoutMs }
  }

  accepted(socket: Socket): void {
    this.#table.adopt(new PeerStream(socket, this.#acceptor.ends(socket)), 'accepted')
  }

  listens(local: SocketAddress, refusing?: Failure): void {
    this.parts.setState({ is: 'listening', local, ...(refusing && { refusing }) })
  }

  async send(
    target: Target,
    outgoing: Outgoing,
    cause: Cause,
    frame?: PayloadFrame,
  ): Promise<readonly SendOutcome[]> {
    if (target.to === 'peers') return this.#table.send(target.peers, outgoing, cause, frame)
    if (target.to === 'remote') throw new SockwrightError('E_NO_PEER')
    return this.#table.sendToAddress({ address: target.host, port: target.port }, outgoing, cause, frame)
  }

  async recipients(target: Target): Promise<readonly BehaviourPeer[]> {
    if (target.to === 'peers') return this.#table.recipients(target.peers)
    if (target.to === 'remote') throw new SockwrightError('E_NO_PEER')
    return [this.#table.at({ address: target.host, port: target.port })]
  }

  drained(peer: number): Promise<number> {
    return this.#table.drained(peer)
  }

  endPeers(peers: PeerChoice, how: EndPeersHow, status?: CloseStatus): void {
    this.#table.endPeers(peers, how, status)
  }

  ping(peers: PeerChoice, payload: Uint8Array): void {
    this.#table.ping(peers, payload)
  }

  upgrade(peers: PeerChoice): readonly UpgradeOutcome[] {
    return this.#table.upgrade(peers)
  }

  page(query: PeerQuery): PeerPage {
    return this.#table.page(query)
  }

  configure({ options }: C, behaviour: Behaviour): void {
    this.#acceptor.configure(options)
    this.#table.configure(options, behaviour)
  }

  look(): void {
    this.#table.look()
    this.#acceptor.look()
  }

  captureCongested(congested: boolean): void {
    if (!congested) this.#table.captureCaughtUp()
  }

  async close(): Promise<void> {
    const closed = this.#acceptor.close()
    await this.#table.closeAll()
    await closed
    await this.#tls?.close()
  }
}
