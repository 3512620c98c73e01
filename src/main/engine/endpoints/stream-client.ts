import type { SendOutcome, Target } from '../../../shared/contract/engine/endpoint-calls'
import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { PeerStatus } from '../../../shared/endpoints/endpoint-status'
import { formatAddress, type SocketAddress } from '../../../shared/endpoints/socket-address'
import type { LookUp } from '../network/look-up'
import type { Cause } from '../../../shared/capture/record'
import type { PayloadFrame } from '../../../shared/payload/payload-frame'
import type { Outgoing } from '../payload/sendings'
import type { Behaviour, BehaviourPeer } from '../rules/behaviour'
import type { RunParts } from './run-sockets'
import type { MakeConnection } from './connection-table'
import { Pause } from './pause'
import { isIPv6, type Socket } from 'node:net'
import { parseProxy } from '../../../shared/endpoints/proxy-address'
import { dial, dialAddress, dialledEnds } from './stream/dial'
import { dialThrough, type ProxyWitness } from './stream/proxy-dial'
import { TlsSettings } from './tls/tls-settings'
import { PeerStream } from './stream/peer-stream'
import { StreamSockets } from './stream-sockets'

/** Endpoints that connect to a server. */
export type StreamClientConfig = Extract<EndpointConfig, { kind: 'tcp-client' | 'ws-client' | 'unix-client' }>

/** The sockets of an endpoint that connects to a host and port: every new connection is the next peer. */
export class StreamClientSockets<C extends StreamClientConfig> extends StreamSockets<C> {
  readonly tellsFailures = true
  #options: C['options']
  /** Tries since the last connection; each address is one. */
  #attempt = 0
  #wait: Pause | null = null
  #connectionEnded: (last: PeerStatus) => void = () => undefined

  constructor(
    parts: RunParts<C>,
    private readonly lookUp: LookUp,
    makeConnection: MakeConnection,
  ) {
    super(parts, makeConnection, (last) => this.#connectionEnded(last))
    this.#options = parts.config.options
  }

  /** Resolves with the first connection, or, where reconnecting is on, when the first wait begins. */
  async open(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.endWait(), { once: true })
    await this.#readTls()
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

  async send(
    target: Target,
    outgoing: Outgoing,
    cause: Cause,
    frame?: PayloadFrame,
  ): Promise<readonly SendOutcome[]> {
    return this.table.send(target.to === 'peers' ? target.peers : 'all', outgoing, cause, frame)
  }

  async recipients(target: Target): Promise<readonly BehaviourPeer[]> {
    return this.table.recipients(target.to === 'peers' ? target.peers : 'all')
  }

  configure({ options }: C, behaviour: Behaviour): void {
    // Where the client connects to waits for the next start.
    this.#options = { ...options, ...placeOf(this.#options) }
    this.table.configure(this.#options, behaviour)
    if (!options.reconnect) this.endWait()
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

  async #readTls(): Promise<void> {
    const { tls, tlsServername, tlsHandshakeTimeout: timeoutMs } = this.#options
    const host = serverName(this.#options)
    if (tls === 'off') return
    const { recorder } = this.parts
    try {
      this.tls = await TlsSettings.forClient({ ...this.#options, host }, this.parts.tls, this.tlsFailed)
    } catch (thrown) {
      recorder.event(0, { event: 'start-failed', failure: toFailure(thrown) })
      throw thrown
    }
    const { secure } = this.tls
    this.table.security = {
      side: 'client',
      begins: tls,
      secure,
      serverName: tlsServername || host,
      timeoutMs,
    }
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
    const target = this.#options
    this.#connecting(dialAddress(target))
    try {
      const socket = await this.#dial(target, signal)
      return await this.#adopt(new PeerStream(socket, dialledEnds(target, socket)), signal)
    } catch (thrown) {
      return { failure: toFailure(thrown) }
    }
  }

  #dial(target: StreamClientConfig['options'], signal: AbortSignal): Promise<Socket> {
    const proxy = 'proxy' in target ? parseProxy(target.proxy) : null
    if (!proxy || !('host' in target)) return dial(target, this.lookUp, this.#witness, signal)
    const password = this.parts.tls.secret('proxyPassword')
    return dialThrough({ ...proxy, password }, target, this.lookUp, this.#witness, signal)
  }

  readonly #witness: ProxyWitness = {
    lookedUp: (host, addresses) => this.parts.recorder.event(0, { event: 'looked-up', host, addresses }),
    connecting: (remote) => {
      this.#attempt++
      this.#connecting(remote)
      const local = boundTo(this.#options, remote)
      const { recorder } = this.parts
      recorder.event(0, { event: 'connecting', remote, attempt: this.#attempt, ...(local ? { local } : {}) })
    },
    failed: (remote, failure) => this.parts.recorder.event(0, { event: 'connect-failed', remote, failure }),
    proxyAsked: (proxy, target) => this.parts.recorder.event(0, { event: 'proxy-asked', proxy, target }),
    proxyOpened: (proxy, target) => this.parts.recorder.event(0, { event: 'proxy-opened', proxy, target }),
    proxyFailed: (proxy, failure) => this.parts.recorder.event(0, { event: 'proxy-failed', proxy, failure }),
  }

  #connecting(to: SocketAddress): void {
    this.parts.setState({ is: 'connecting', attempt: Math.max(1, this.#attempt), to: formatAddress(to) })
  }

  /** The socket becomes the next peer, and is waited for until messages can pass. */
  async #adopt(stream: PeerStream, signal: AbortSignal): Promise<Round> {
    const ended = new Promise<PeerStatus>((resolve) => (this.#connectionEnded = resolve))
    const connection = this.table.adopt(stream, 'connected')
    const giveUp = () => connection.close()
    signal.addEventListener('abort', giveUp)
    const failure = await connection.ready
    signal.removeEventListener('abort', giveUp)
    if (failure) {
      await ended
      return { failure }
    }
    this.#attempt = 0
    const { local, remote } = connection
    this.parts.setState({ is: 'connected', local, remote })
    return { ended }
  }
}

/** What of the options says where to connect to, and from where. */
function placeOf(options: StreamClientConfig['options']) {
  if ('socketPath' in options) return { socketPath: options.socketPath }
  const { host, port, localAddress, localPort } = options
  return { host, port, localAddress, localPort }
}

/** Where the socket is bound before it connects; null where the system chooses. */
function boundTo(options: StreamClientConfig['options'], { address }: SocketAddress): SocketAddress | null {
  if (!('localPort' in options)) return null
  const { localAddress, localPort } = options
  if (localAddress === '' && localPort === 0) return null
  return { address: localAddress || (isIPv6(address) ? '::' : '0.0.0.0'), port: localPort }
}

/** The name that TLS asks for where none is given; a Unix socket is on this machine. */
function serverName(options: StreamClientConfig['options']): string {
  return 'host' in options ? options.host : 'localhost'
}

/** What one round of connecting came to. */
type Round = { readonly ended: Promise<PeerStatus> } | { readonly failure: Failure }

/** Why a connection ended, where that was no ordinary end. */
function failureOf({ end }: PeerStatus): Failure | null {
  if (end?.by === 'failure') return end.failure
  return end?.by === 'peer' && end.how === 'reset' ? new SockwrightError('ECONNRESET').toFailure() : null
}
