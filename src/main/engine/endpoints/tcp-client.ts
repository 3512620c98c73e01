import type { Socket } from 'node:net'
import type { PeerPage, SendOutcome, Target } from '../../../shared/contract/engine/endpoint-calls'
import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { PeerStatus } from '../../../shared/endpoints/endpoint-status'
import { formatAddress, type SocketAddress } from '../../../shared/endpoints/socket-address'
import type { LookUp } from '../network/look-up'
import type { Cause } from '../../../shared/capture/record'
import type { Outgoing } from '../payload/sendings'
import type { Behaviour } from '../rules/behaviour'
import { BaseEndpoint, type RunParts, type RunSockets } from './base-endpoint'
import { ConnectionTable } from './connection-table'
import { optionsFramer } from './framing/framer-maker'
import type { EndPeersHow, EndpointSurroundings, PeerQuery } from './endpoint'
import { Pause } from './pause'
import { dial, type DialWitness } from './stream/dial'
import { PeerStream } from './stream/peer-stream'

export type TcpClientConfig = Extract<EndpointConfig, { kind: 'tcp-client' }>

/** Connects to a host and port; every new connection is the next peer. Ends by itself when reconnecting is off. */
export class TcpClientEndpoint extends BaseEndpoint<TcpClientConfig> {
  #sockets: TcpClientSockets | null = null

  constructor(
    config: TcpClientConfig,
    surroundings: EndpointSurroundings,
    private readonly lookUp: LookUp,
  ) {
    super(config, surroundings)
  }

  override reconnect(): void {
    this.#sockets?.endWait()
  }

  protected override makeSockets(parts: RunParts<TcpClientConfig>): RunSockets<TcpClientConfig> {
    this.#sockets = new TcpClientSockets(parts, this.lookUp)
    return this.#sockets
  }
}

class TcpClientSockets implements RunSockets<TcpClientConfig> {
  readonly lostDatagrams = null
  readonly tellsFailures = true
  readonly #table: ConnectionTable
  #options: TcpClientConfig['options']
  /** Tries since the last connection; each address is one. */
  #attempt = 0
  #wait: Pause | null = null
  #connectionEnded: (last: PeerStatus) => void = () => undefined

  constructor(
    private readonly parts: RunParts<TcpClientConfig>,
    private readonly lookUp: LookUp,
  ) {
    const { config, recorder, traffic, behaviour } = parts
    this.#options = config.options
    const listener = {
      changed: parts.changed,
      closed: (last: PeerStatus) => this.#connectionEnded(last),
    }
    const makeFramer = optionsFramer(config.options)
    this.#table = new ConnectionTable(recorder, traffic, behaviour, config.options, listener, makeFramer)
  }

  get counts() {
    return this.#table.counts
  }

  get revision(): number {
    return this.#table.revision
  }

  /** Resolves with the first connection, or, where reconnecting is on, when the first wait begins. */
  open(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.endWait(), { once: true })
    return new Promise((resolve, reject) => {
      let isOpen = false
      const ready = () => {
        isOpen = true
        resolve()
      }
      void this.#stayConnected(signal, ready)
        .catch(toFailure)
        .then((failure) => {
          if (signal.aborted) resolve()
          else if (isOpen) this.parts.finish(failure)
          else if (failure) reject(SockwrightError.from(failure))
        })
    })
  }

  async send(target: Target, outgoing: Outgoing, cause: Cause): Promise<readonly SendOutcome[]> {
    return this.#table.send(target.to === 'peers' ? target.peers : 'all', outgoing, cause)
  }

  endPeers(peers: Parameters<ConnectionTable['endPeers']>[0], how: EndPeersHow): void {
    this.#table.endPeers(peers, how)
  }

  page(query: PeerQuery): PeerPage {
    return this.#table.page(query)
  }

  configure({ options }: TcpClientConfig, behaviour: Behaviour): void {
    // Where the client connects to waits for the next start.
    const { host, port, localAddress, localPort } = this.#options
    this.#options = { ...options, host, port, localAddress, localPort }
    this.#table.configure(this.#options, behaviour)
    if (!options.reconnect) this.endWait()
  }

  look(): void {
    this.#table.look()
  }

  captureCongested(congested: boolean): void {
    if (!congested) this.#table.captureCaughtUp()
  }

  async close(): Promise<void> {
    await this.#table.closeAll()
  }

  endWait(): void {
    this.#wait?.end()
  }

  /** Connects again and again as the options demand; returns why it gave up, null where all ended well. */
  async #stayConnected(signal: AbortSignal, ready: () => void): Promise<Failure | null> {
    let wait = this.#options.reconnectDelay
    while (!signal.aborted) {
      const round = await this.#connect(signal)
      if (signal.aborted) break
      if ('ended' in round) {
        ready()
        wait = this.#options.reconnectDelay
      }
      const after = 'ended' in round ? failureOf(await round.ended) : round.failure
      if (signal.aborted) break
      if (this.#options.reconnect) {
        ready()
        await this.#waitBefore(wait, after)
        wait = Math.min(wait * 2, Math.max(this.#options.reconnectMaxDelay, this.#options.reconnectDelay))
      }
      if (!this.#options.reconnect) return after
    }
    return null
  }

  async #waitBefore(inMs: number, after: Failure | null): Promise<void> {
    const attempt = this.#attempt + 1
    this.#wait = new Pause(inMs)
    this.parts.recorder.event(0, { event: 'reconnect-scheduled', inMs, attempt })
    this.parts.setState({ is: 'waiting', attempt, until: Date.now() + inMs, after })
    await this.#wait.over
    this.#wait = null
  }

  /** One round: look-up, then every address of the host once. */
  async #connect(signal: AbortSignal): Promise<Round> {
    const { host, port } = this.#options
    this.#connecting({ address: host, port })
    try {
      return { ended: this.#adopt(await dial(this.#options, this.lookUp, this.#witness, signal)) }
    } catch (thrown) {
      return { failure: toFailure(thrown) }
    }
  }

  readonly #witness: DialWitness = {
    lookedUp: (host, addresses) => this.parts.recorder.event(0, { event: 'looked-up', host, addresses }),
    connecting: (remote) => {
      this.#attempt++
      this.#connecting(remote)
      this.parts.recorder.event(0, { event: 'connecting', remote, attempt: this.#attempt })
    },
    failed: (remote, failure) => this.parts.recorder.event(0, { event: 'connect-failed', remote, failure }),
  }

  #connecting(to: SocketAddress): void {
    this.parts.setState({ is: 'connecting', attempt: Math.max(1, this.#attempt), to: formatAddress(to) })
  }

  /** The socket becomes the next peer; resolves with how it ended. */
  #adopt(socket: Socket): Promise<PeerStatus> {
    this.#attempt = 0
    const ended = new Promise<PeerStatus>((resolve) => (this.#connectionEnded = resolve))
    const { local, remote } = this.#table.adopt(new PeerStream(socket), 'connected')
    this.parts.setState({ is: 'connected', local, remote })
    return ended
  }
}

/** What one round of connecting came to. */
type Round = { readonly ended: Promise<PeerStatus> } | { readonly failure: Failure }

/** Why a connection ended, where that was no ordinary end. */
function failureOf({ end }: PeerStatus): Failure | null {
  if (end?.by === 'failure') return end.failure
  return end?.by === 'peer' && end.how === 'reset' ? new SockwrightError('ECONNRESET').toFailure() : null
}
