import type { Cause } from '../../../shared/capture/record'
import type {
  PeerChoice,
  PeerPage,
  SendOutcome,
  UpgradeOutcome,
} from '../../../shared/contract/engine/endpoint-calls'
import { SockwrightError, toFailure } from '../../../shared/contract/errors'
import type { CloseStatus, PeerStatus } from '../../../shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { PayloadFrame } from '../../../shared/payload/payload-frame'
import type { Recorder } from '../capture/recorder'
import { EndpointFaults, type FaultOptions } from '../faults/endpoint-faults'
import { bytesFor, type Outgoing } from '../payload/sendings'
import type { Behaviour } from '../rules/behaviour'
import type { Connection } from './connection'
import type { ConnectionHost } from './connection-host'
import type { EndPeersHow, PeerQuery } from './endpoint'
import { PeerList } from './peer-list'
import type { PeerStream } from './stream/peer-stream'
import type { StreamSecurity } from './tls/peer-security'
import type { Traffic } from './traffic'

/** How long a stop waits for queued bytes to leave before it resets what is left. */
const stopGraceMs = 2_000

/** Options of an endpoint that concern its connections and may change while they are open. */
export interface ConnectionOptions {
  /** Left out: yes. */
  readonly answerHalfClose?: boolean
  /** These are of TCP alone. */
  readonly noDelay?: boolean
  readonly keepAlive?: boolean
  readonly keepAliveDelay?: number
  readonly resetOnClose?: boolean
  /** 0 to 255; 0 leaves it as it is. */
  readonly typeOfService?: number
  /** Left out where the kind of endpoint has no faults. */
  readonly faults?: string
  readonly faultsOn?: boolean
}

/** Makes a peer of a stream. */
export type MakeConnection = (peer: number, stream: PeerStream, host: ConnectionHost) => Connection

/** Where the table tells what happens in it. */
export interface ConnectionListener {
  /** The list of peers changed. */
  changed(): void
  /** A connection has ended; `last` is how it ended. */
  closed(last: PeerStatus): void
}

function faultOptions({ faults, faultsOn }: ConnectionOptions): FaultOptions | null {
  return faults === undefined || faultsOn === undefined ? null : { faults, faultsOn }
}

/** The connections of one run of an endpoint, server or client. Owns them until each is closed. */
export class ConnectionTable implements ConnectionHost {
  readonly #peers = new PeerList<Connection>()
  readonly #pausedForCapture = new Set<Connection>()
  /** How connections come to TLS; set before the first is adopted. */
  security: StreamSecurity | null = null
  readonly faults: EndpointFaults | null
  #whenEmpty: (() => void) | null = null

  constructor(
    readonly recorder: Recorder,
    readonly traffic: Traffic,
    public behaviour: Behaviour,
    private options: ConnectionOptions,
    private readonly listener: ConnectionListener,
    private readonly makeConnection: MakeConnection,
  ) {
    const wanted = faultOptions(options)
    this.faults = wanted && new EndpointFaults(wanted, (event) => recorder.event(0, event))
  }

  get answerHalfClose(): boolean {
    return this.options.answerHalfClose ?? true
  }

  get resetOnClose(): boolean {
    return this.options.resetOnClose ?? false
  }

  get size(): number {
    return this.#peers.size
  }

  get counts() {
    return this.#peers.counts
  }

  get revision(): number {
    return this.#peers.revision
  }

  page(query: PeerQuery): PeerPage {
    return this.#peers.page(query)
  }

  /** Takes over an open stream: it becomes the next peer. `event` is the one with which it appears. */
  adopt(stream: PeerStream, event: 'accepted' | 'connected'): Connection {
    const connection = this.makeConnection(this.#peers.nextNumber(), stream, this)
    const { local, remote } = stream
    const { typeOfService = 0 } = this.options
    if (typeOfService !== 0) stream.setTypeOfService(typeOfService)
    this.#peers.add(connection)
    this.recorder.event(connection.peer, { event, local, remote })
    connection.open()
    this.listener.changed()
    return connection
  }

  /** Sends to some or all. Throws `E_NO_PEER` where there is none at all. */
  send(peers: PeerChoice, outgoing: Outgoing, cause: Cause, frame?: PayloadFrame): SendOutcome[] {
    const [first] = this.#peers.live()
    if (!first) throw new SockwrightError('E_NO_PEER')
    if (outgoing instanceof Uint8Array && outgoing.length === 0 && !first.sendsEmpty)
      throw new SockwrightError('E_PAYLOAD_EMPTY')
    const numbers = peers === 'all' ? Array.from(this.#peers.live(), ({ peer }) => peer) : new Set(peers)
    return Array.from(numbers, (peer) => this.#sendTo(peer, outgoing, cause, frame))
  }

  /** Throws `E_NO_PEER` where there is none at all, `E_PEER_UNKNOWN`. */
  recipients(peers: PeerChoice): readonly Connection[] {
    if (this.#peers.size === 0) throw new SockwrightError('E_NO_PEER')
    return peers === 'all' ? [...this.#peers.live()] : [...new Set(peers)].map((peer) => this.#get(peer))
  }

  /** One that is gone has nothing queued. */
  async drained(peer: number): Promise<number> {
    return (await this.#peers.get(peer)?.allLeft()) ?? 0
  }

  /** Sends to the connection whose other side is at `address`. Throws `E_NO_PEER` where there is none. */
  sendToAddress(
    remote: SocketAddress,
    outgoing: Outgoing,
    cause: Cause,
    frame?: PayloadFrame,
  ): SendOutcome[] {
    return this.send([this.at(remote).peer], outgoing, cause, frame)
  }

  /** The connection whose other side is at `address`. Throws `E_NO_PEER` where there is none. */
  at({ address, port }: SocketAddress): Connection {
    for (const connection of this.#peers.live()) {
      if (connection.remote.address === address && connection.remote.port === port) return connection
    }
    throw new SockwrightError('E_NO_PEER')
  }

  endPeers(peers: PeerChoice, how: EndPeersHow, status?: CloseStatus): void {
    const chosen = this.#chosen(peers)
    if (how === 'half-close' && chosen.some(({ canHalfClose }) => !canHalfClose))
      throw new SockwrightError('E_WS_HALF_CLOSE')
    for (const connection of chosen) {
      if (how === 'half-close') halfClose(connection)
      else if (how === 'close') connection.close(status)
      else connection.reset()
    }
  }

  /** Upgrades connections to TLS in place. */
  upgrade(peers: PeerChoice): UpgradeOutcome[] {
    const numbers = peers === 'all' ? Array.from(this.#peers.live(), ({ peer }) => peer) : peers
    return numbers.map((peer) => {
      try {
        this.#get(peer).upgrade()
        return { peer, ok: true }
      } catch (thrown) {
        return { peer, ok: false, failure: toFailure(thrown) }
      }
    })
  }

  /** Pings them. Throws `E_WS_ONLY` where they are no WebSockets. */
  ping(peers: PeerChoice, payload: Uint8Array): void {
    if (this.#peers.size === 0) throw new SockwrightError('E_NO_PEER')
    for (const connection of this.#chosen(peers)) connection.ping(payload)
  }

  #chosen(peers: PeerChoice): readonly Connection[] {
    return peers === 'all' ? [...this.#peers.live()] : peers.map((peer) => this.#get(peer))
  }

  configure(options: ConnectionOptions, behaviour: Behaviour): void {
    const { noDelay, keepAlive, keepAliveDelay } = this.options
    const newService = options.typeOfService !== this.options.typeOfService
    const newDelay = noDelay !== options.noDelay
    const newKeepAlive = keepAlive !== options.keepAlive || keepAliveDelay !== options.keepAliveDelay
    this.options = options
    this.behaviour.end()
    this.behaviour = behaviour
    const wanted = faultOptions(options)
    const newFaults = wanted !== null && this.faults?.change(wanted) === true
    for (const connection of this.#peers.live()) {
      behaviour.adopt(connection)
      if (newFaults) connection.renewFaults()
      if (newDelay) connection.stream.setNoDelay(options.noDelay ?? false)
      if (newKeepAlive)
        connection.stream.setKeepAlive(options.keepAlive ?? false, options.keepAliveDelay ?? 0)
      if (newService) connection.stream.setTypeOfService(options.typeOfService ?? 0)
    }
  }

  /** To be called once a second. */
  look(): void {
    for (const connection of this.#peers.live()) connection.look()
  }

  /** The recorder is no longer congested. */
  captureCaughtUp(): void {
    const paused = [...this.#pausedForCapture]
    this.#pausedForCapture.clear()
    for (const connection of paused) connection.captureCaughtUp()
  }

  /** Closes every connection; what does not leave within two seconds is reset. Resolves when all are closed. */
  async closeAll(): Promise<void> {
    if (this.#peers.size > 0) await this.#closeLive()
    this.behaviour.end()
  }

  async #closeLive(): Promise<void> {
    const empty = new Promise<void>((resolve) => (this.#whenEmpty = resolve))
    for (const connection of [...this.#peers.live()]) connection.close()
    const grace = setTimeout(() => {
      for (const connection of [...this.#peers.live()]) connection.reset()
    }, stopGraceMs)
    await empty
    clearTimeout(grace)
  }

  stateChanged(): void {
    this.#peers.touched()
    this.listener.changed()
  }

  pausedForCapture(connection: Connection): void {
    this.#pausedForCapture.add(connection)
  }

  closed(connection: Connection): void {
    const last = connection.status()
    this.#pausedForCapture.delete(connection)
    this.#peers.remove(last)
    this.listener.changed()
    this.listener.closed(last)
    if (this.#peers.size === 0) this.#whenEmpty?.()
  }

  #get(peer: number): Connection {
    const connection = this.#peers.get(peer)
    if (!connection) throw new SockwrightError('E_PEER_UNKNOWN', { peer })
    return connection
  }

  #sendTo(peer: number, outgoing: Outgoing, cause: Cause, frame?: PayloadFrame): SendOutcome {
    try {
      const connection = this.#get(peer)
      const bytes = bytesFor(outgoing, connection)
      if (bytes.length === 0 && !connection.sendsEmpty) throw new SockwrightError('E_PAYLOAD_EMPTY')
      connection.send(bytes, cause, frame)
      return { peer, ok: true, bytes: bytes.length }
    } catch (thrown) {
      return { peer, ok: false, failure: toFailure(thrown) }
    }
  }
}

/** Throws `E_PEER_SECURING` where the end would be one of TLS, which is not there yet. */
function halfClose(connection: Connection): void {
  const { peer, state } = connection
  if (state === 'securing') throw new SockwrightError('E_PEER_SECURING', { peer })
  connection.halfClose()
}
