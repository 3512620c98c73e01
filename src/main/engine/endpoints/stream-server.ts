import type { Socket } from 'node:net'
import { hostname } from 'node:os'
import type { SendOutcome, Target } from '../../../shared/contract/engine/endpoint-calls'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { Cause } from '../../../shared/capture/record'
import type { Recorder } from '../capture/recorder'
import type { PayloadFrame } from '../../../shared/payload/payload-frame'
import type { Outgoing } from '../payload/sendings'
import type { Behaviour, BehaviourPeer } from '../rules/behaviour'
import type { RunParts } from './run-sockets'
import type { MakeConnection } from './connection-table'
import { Acceptor, type AcceptorHost } from './stream/acceptor'
import { TlsSettings } from './tls/tls-settings'
import { PeerStream } from './stream/peer-stream'
import { StreamSockets } from './stream-sockets'

/** Endpoints that listen for streams. */
export type StreamServerConfig = Extract<EndpointConfig, { kind: 'tcp-server' | 'ws-server' | 'unix-server' }>

/** The sockets of an endpoint that listens on a port: every client it accepts is the next peer. */
export class StreamServerSockets<C extends StreamServerConfig>
  extends StreamSockets<C>
  implements AcceptorHost
{
  readonly tellsFailures = false
  readonly #acceptor: Acceptor

  constructor(parts: RunParts<C>, makeConnection: MakeConnection) {
    super(parts, makeConnection, () => undefined)
    this.#acceptor = new Acceptor(parts.config.options, this)
  }

  get recorder(): Recorder {
    return this.parts.recorder
  }

  get clients(): number {
    return this.table.size
  }

  async open(): Promise<void> {
    await this.#readTls()
    await this.#acceptor.listen()
    this.#acceptor.accept()
  }

  async #readTls(): Promise<void> {
    const { config, tls: surroundings } = this.parts
    const { tls, tlsHandshakeTimeout: timeoutMs } = config.options
    if (tls === 'off') return
    this.tls = await TlsSettings.forServer(config.options, surroundings, this.tlsFailed)
    const { secure } = this.tls
    this.table.security = { side: 'server', begins: tls, secure, serverName: hostname(), timeoutMs }
  }

  accepted(socket: Socket): void {
    this.table.adopt(new PeerStream(socket, this.#acceptor.ends(socket)), 'accepted')
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
    if (target.to === 'peers') return this.table.send(target.peers, outgoing, cause, frame)
    if (target.to === 'remote') throw new SockwrightError('E_NO_PEER')
    return this.table.sendToAddress({ address: target.host, port: target.port }, outgoing, cause, frame)
  }

  async recipients(target: Target): Promise<readonly BehaviourPeer[]> {
    if (target.to === 'peers') return this.table.recipients(target.peers)
    if (target.to === 'remote') throw new SockwrightError('E_NO_PEER')
    return [this.table.at({ address: target.host, port: target.port })]
  }

  configure({ options }: C, behaviour: Behaviour): void {
    this.#acceptor.configure(options)
    this.table.configure(options, behaviour)
  }

  override look(): void {
    super.look()
    this.#acceptor.look()
  }

  override async close(): Promise<void> {
    const closed = this.#acceptor.close()
    await super.close()
    await closed
  }
}
