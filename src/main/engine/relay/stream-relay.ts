import type { Socket } from 'node:net'
import type { PeerChoice, PeerPage } from '../../../shared/contract/engine/endpoint-calls'
import { SockwrightError, type Failure } from '../../../shared/contract/errors'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import { relayListenAddress } from '../../../shared/endpoints/relay-places'
import { isUnixAddress, type SocketAddress } from '../../../shared/endpoints/socket-address'
import type { Recorder } from '../capture/recorder'
import type { RunParts, RunSockets } from '../endpoints/run-sockets'
import type { EndPeersHow, PeerQuery } from '../endpoints/endpoint'
import { optionsFramer } from '../endpoints/framing/framer-maker'
import { PeerList } from '../endpoints/peer-list'
import { Acceptor, type AcceptorHost } from '../endpoints/stream/acceptor'
import { dial, dialledEnds, type DialWitness } from '../endpoints/stream/dial'
import { PeerStream } from '../endpoints/stream/peer-stream'
import type { Securing } from '../endpoints/tls/tls-settings'
import type { Traffic } from '../endpoints/traffic'
import { EndpointFaults } from '../faults/endpoint-faults'
import type { LookUp } from '../network/look-up'
import type { Behaviour } from '../rules/behaviour'
import type { HeldMessages } from './held-messages'
import { assertHostNoLoop, assertNoLoop, assertPathNoLoop } from './loop-check'
import type { PairHost } from './pair-host'
import { RelayPair } from './relay-pair'
import { dialTarget, listenOptions, targetPlace } from './relay-places'
import { RelayTls, type LegsUpgrade } from './relay-tls'
import type { Rewriter } from './rewriter'

export type RelayConfig = Extract<EndpointConfig, { kind: 'relay' }>

/** Makes ready what a relay rewrites; nothing where it may not act. */
export type MakeRewriter = (config: RelayConfig) => Rewriter

/** How long a stop waits for queued bytes to leave before it resets what is left. */
const stopGraceMs = 2_000

/** The sockets of a relay of connections: each client it accepts gets one of its own to the target. */
export class StreamRelaySockets implements RunSockets<RelayConfig>, AcceptorHost, PairHost {
  readonly lostDatagrams = null
  readonly tellsFailures = false
  readonly faultUnits = 'bytes'
  readonly makeFramer
  readonly faults: EndpointFaults
  rewriter: Rewriter
  behaviour: Behaviour
  readonly #pairs = new PeerList<RelayPair>()
  readonly #pausedForCapture = new Set<RelayPair>()
  readonly #acceptor: Acceptor
  #options: RelayConfig['options']
  #local: SocketAddress | null = null
  #tls: RelayTls | null = null
  #whenEmpty: (() => void) | null = null

  constructor(
    private readonly parts: RunParts<RelayConfig>,
    private readonly lookUp: LookUp,
    readonly held: HeldMessages,
    private readonly makeRewriter: MakeRewriter,
  ) {
    const { config, recorder } = parts
    this.#options = config.options
    this.rewriter = makeRewriter(config)
    this.behaviour = parts.behaviour
    this.makeFramer = optionsFramer(config.options)
    this.faults = new EndpointFaults(config.options, (event) => recorder.event(0, event))
    this.#acceptor = new Acceptor(listenOptions(config.options), this)
  }

  get recorder(): Recorder {
    return this.parts.recorder
  }

  get traffic(): Traffic {
    return this.parts.traffic
  }

  get clients(): number {
    return this.#pairs.size
  }

  get counts() {
    return this.#pairs.counts
  }

  get revision(): number {
    return this.#pairs.revision
  }

  get secureClient(): Securing | null {
    return this.#tls?.secureClient ?? null
  }

  get secureTarget(): Securing | null {
    return this.#tls?.secureTarget ?? null
  }

  get startTls(): LegsUpgrade | null {
    return this.#tls?.startTls ?? null
  }

  async open(): Promise<void> {
    const failed = (failure: SockwrightError) =>
      this.recorder.event(0, { event: 'socket-failed', failure: failure.toFailure() })
    this.#tls = await RelayTls.open(this.#options, this.parts.tls, failed)
    await this.#assertOpensNoLoop(relayListenAddress(this.#options))
    const local = await this.#acceptor.listen()
    this.#local = local
    // Only now is the port known, or where a path leads.
    await this.#assertOpensNoLoop(local)
    this.#acceptor.accept()
  }

  listens(local: SocketAddress, refusing?: Failure): void {
    this.parts.setState({ is: 'listening', local, ...(refusing && { refusing }) })
  }

  accepted(socket: Socket): void {
    const stream = new PeerStream(socket, this.#acceptor.ends(socket))
    const pair = new RelayPair(this.#pairs.nextNumber(), stream, this)
    this.#pairs.add(pair)
    const { local, remote } = stream
    this.recorder.event(pair.peer, { event: 'accepted', leg: 'client', local, remote })
    void pair.open()
    this.changed()
  }

  async dial(witness: DialWitness, signal: AbortSignal): Promise<PeerStream> {
    const target = dialTarget(this.#options)
    const socket = await dial(target, this.lookUp, witness, signal)
    return new PeerStream(socket, dialledEnds(target, socket))
  }

  assertNoLoop(target: SocketAddress): void {
    if (this.#local && !isUnixAddress(target)) assertNoLoop(this.#local, target)
  }

  async #assertOpensNoLoop(local: SocketAddress): Promise<void> {
    const { transport, listenPath, targetTransport, targetPath, targetHost, targetPort } = this.#options
    if (targetTransport === 'tcp') await assertHostNoLoop(local, targetHost, targetPort, this.lookUp)
    else if (transport === 'unix') await assertPathNoLoop(listenPath, targetPath)
  }

  async send(): Promise<never> {
    throw new SockwrightError('E_RELAY_SEND')
  }

  upgrade(): never {
    throw new SockwrightError('E_TLS_OFF')
  }

  async recipients(): Promise<never> {
    throw new SockwrightError('E_RELAY_SEND')
  }

  async drained(): Promise<never> {
    throw new SockwrightError('E_RELAY_SEND')
  }

  endPeers(peers: PeerChoice, how: EndPeersHow): void {
    const chosen = peers === 'all' ? [...this.#pairs.live()] : peers.map((peer) => this.#get(peer))
    for (const pair of chosen) pair.endPeer(how)
  }

  page(query: PeerQuery): PeerPage {
    return this.#pairs.page(query)
  }

  configure(config: RelayConfig, behaviour: Behaviour): void {
    this.behaviour.end()
    this.behaviour = behaviour
    for (const pair of this.#pairs.live()) pair.heardBy(behaviour)
    const { noDelay, keepAlive, keepAliveDelay } = this.#options
    const { options } = config
    const newKeepAlive = keepAlive !== options.keepAlive || keepAliveDelay !== options.keepAliveDelay
    // Where the relay forwards to waits for the next start.
    this.#options = { ...options, ...targetPlace(this.#options) }
    this.rewriter = this.makeRewriter(config)
    this.#acceptor.configure(listenOptions(options))
    const newFaults = this.faults.change(options)
    for (const pair of this.#pairs.live()) {
      if (noDelay !== options.noDelay) pair.setNoDelay(options.noDelay)
      if (newKeepAlive) pair.setKeepAlive(options.keepAlive, options.keepAliveDelay)
      if (newFaults) pair.renewFaults()
    }
  }

  look(): void {
    for (const pair of this.#pairs.live()) pair.look()
    this.#acceptor.look()
  }

  captureCongested(congested: boolean): void {
    if (congested) return
    const paused = [...this.#pausedForCapture]
    this.#pausedForCapture.clear()
    for (const pair of paused) pair.captureCaughtUp()
  }

  async close(): Promise<void> {
    const closed = this.#acceptor.close()
    if (this.#pairs.size > 0) await this.#closePairs()
    this.behaviour.end()
    await closed
    await this.#tls?.close()
  }

  changed(): void {
    this.parts.changed()
  }

  stateChanged(): void {
    this.#pairs.touched()
    this.parts.changed()
  }

  pausedForCapture(pair: RelayPair): void {
    this.#pausedForCapture.add(pair)
  }

  targetFailed(failure: Failure): void {
    if (!this.#options.keepListening) this.parts.finish(failure)
  }

  closed(pair: RelayPair): void {
    this.#pausedForCapture.delete(pair)
    this.#pairs.remove(pair.status())
    this.parts.changed()
    if (this.#pairs.size === 0) this.#whenEmpty?.()
  }

  async #closePairs(): Promise<void> {
    const empty = new Promise<void>((resolve) => (this.#whenEmpty = resolve))
    for (const pair of [...this.#pairs.live()]) pair.close()
    const grace = setTimeout(() => {
      for (const pair of [...this.#pairs.live()]) pair.reset()
    }, stopGraceMs)
    await empty
    clearTimeout(grace)
  }

  #get(peer: number): RelayPair {
    const pair = this.#pairs.get(peer)
    if (!pair) throw new SockwrightError('E_PEER_UNKNOWN', { peer })
    return pair
  }
}
