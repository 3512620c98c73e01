import type { RemoteInfo, Socket } from 'node:dgram'
import { isIP } from 'node:net'
import type { PeerChoice, PeerPage } from '../../../shared/contract/engine/endpoint-calls'
import { SockwrightError, toFailure, type Failure } from '../../../shared/contract/errors'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { Recorder } from '../capture/recorder'
import type { RunParts, RunSockets } from '../endpoints/run-sockets'
import type { PeerQuery } from '../endpoints/endpoint'
import { optionsFramer } from '../endpoints/framing/framer-maker'
import { PeerList } from '../endpoints/peer-list'
import { socketFailure } from '../endpoints/socket-failure'
import { UdpPauses } from '../endpoints/udp/udp-pauses'
import { askForReceiveBuffer, bindUdp } from '../endpoints/udp/udp-socket'
import { EndpointFaults } from '../faults/endpoint-faults'
import type { LookUp } from '../network/look-up'
import { DatagramPair, type DatagramHost } from './datagram-pair'
import type { Behaviour } from '../rules/behaviour'
import type { HeldMessages } from './held-messages'
import { assertHostNoLoop, assertNoLoop } from './loop-check'
import type { Rewriter } from './rewriter'
import type { MakeRewriter, RelayConfig } from './stream-relay'

/** Clients known at once where the options set no limit: each has a socket of its own to the target. */
const usualLimit = 1_000
/** Asked for, for what waits at the clients' side. */
const receiveBuffer = 4_194_304

/** The sockets of a relay of datagrams: one for all clients, and for each of them one to the target. */
export class DatagramRelaySockets implements RunSockets<RelayConfig>, DatagramHost {
  readonly lostDatagrams = null
  readonly tellsFailures = false
  readonly faults: EndpointFaults
  readonly faultUnits = 'whole'
  readonly makeFramer
  rewriter: Rewriter
  behaviour: Behaviour
  readonly #pairs = new PeerList<DatagramPair>()
  /** In the order of use, the one unused for longest first. */
  readonly #byAddress = new Map<string, DatagramPair>()
  #options: RelayConfig['options']
  #socket: Socket | null = null
  #pauses: UdpPauses | null = null
  readonly #waiting = new Set<DatagramPair>()
  #local: SocketAddress = { address: '', port: 0 }
  #target: SocketAddress = { address: '', port: 0 }
  #isCongested = false

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
    // A datagram is a message as it is.
    this.makeFramer = optionsFramer({ ...config.options, framing: 'none' })
    this.faults = new EndpointFaults(config.options, (event) => recorder.event(0, event))
  }

  get recorder(): Recorder {
    return this.parts.recorder
  }

  get traffic() {
    return this.parts.traffic
  }

  get counts() {
    return this.#pairs.counts
  }

  get revision(): number {
    return this.#pairs.revision
  }

  get target(): SocketAddress {
    return this.#target
  }

  get local(): SocketAddress {
    return this.#local
  }

  async open(): Promise<void> {
    const { address, port, ipv6Only, targetHost, targetPort } = this.#options
    this.#target = { address: await this.#targetAddress(targetHost), port: targetPort }
    const socket = await bindUdp({ address, port, ipv6Only, reuseAddress: false, reusePort: false })
    this.#socket = socket
    this.#pauses = new UdpPauses(socket)
    const bound = socket.address()
    this.#local = { address: bound.address, port: bound.port }
    await assertHostNoLoop(this.#local, targetHost, targetPort, this.lookUp)
    assertNoLoop(this.#local, this.#target)
    const granted = askForReceiveBuffer(socket, receiveBuffer)
    this.recorder.event(0, { event: 'bound', local: this.#local, receiveBuffer: granted })
    socket.on('message', (bytes, from) => this.#received(bytes, from))
    socket.on('error', (error) => this.#failed(error))
    this.parts.setState({ is: 'listening', local: this.#local })
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

  /** Forgets clients: there is no connection that could be ended. */
  endPeers(peers: PeerChoice): void {
    const chosen = peers === 'all' ? [...this.#pairs.live()] : peers.map((peer) => this.#get(peer))
    for (const pair of chosen) pair.close()
  }

  page(query: PeerQuery): PeerPage {
    return this.#pairs.page(query)
  }

  configure(config: RelayConfig, behaviour: Behaviour): void {
    this.behaviour.end()
    this.behaviour = behaviour
    for (const pair of this.#pairs.live()) pair.heardBy(behaviour)
    const { targetHost, targetPort } = this.#options
    this.#options = { ...config.options, targetHost, targetPort }
    this.rewriter = this.makeRewriter(config)
    if (this.faults.change(config.options)) for (const pair of this.#pairs.live()) pair.renewFaults()
  }

  look(): void {
    const { idleTimeout } = this.#options
    const before = performance.now() - idleTimeout
    for (const pair of [...this.#pairs.live()]) if (pair.usedAt < before) pair.forget(idleTimeout)
  }

  captureCongested(congested: boolean): void {
    if (congested || !this.#isCongested) return
    this.#isCongested = false
    this.#pauses?.set('capture', false)
    for (const pair of this.#pairs.live()) pair.read(true)
  }

  async close(): Promise<void> {
    const socket = this.#socket
    this.#socket = null
    this.#pauses = null
    await Promise.all(Array.from([...this.#pairs.live()], (pair) => pair.close()))
    this.behaviour.end()
    if (!socket) return
    await new Promise<void>((resolve) => {
      socket.once('close', resolve)
      socket.close()
    })
  }

  toClient({ address, port }: SocketAddress, bytes: Uint8Array, sent: (error: Error | null) => void): void {
    if (this.#socket) this.#socket.send(bytes, port, address, sent)
  }

  /** While the capture is behind, datagrams wait in the receive buffers of the kernel. */
  recorded(): void {
    if (!this.recorder.congested || this.#isCongested) return
    this.#isCongested = true
    this.#pauses?.set('capture', true)
    for (const pair of this.#pairs.live()) pair.read(false)
  }

  /** One socket is for all clients: while too much of one waits, datagrams of all of them wait in the kernel. */
  waits(pair: DatagramPair, isFull: boolean): void {
    if (isFull) this.#waiting.add(pair)
    else this.#waiting.delete(pair)
    this.#pauses?.set('faults', this.#waiting.size > 0)
  }

  used(pair: DatagramPair): void {
    this.#byAddress.delete(pair.key)
    this.#byAddress.set(pair.key, pair)
  }

  changed(): void {
    this.#pairs.touched()
    this.parts.changed()
  }

  targetFailed(failure: Failure): void {
    if (!this.#options.keepListening) this.parts.finish(failure)
  }

  closed(pair: DatagramPair): void {
    this.waits(pair, false)
    this.#byAddress.delete(pair.key)
    this.#pairs.remove(pair.status())
    this.parts.changed()
  }

  #received(bytes: Buffer, { address, port }: RemoteInfo): void {
    const key = `${address} ${port}`
    const pair = this.#byAddress.get(key) ?? this.#appear(key, { address, port })
    pair.fromClient(bytes)
  }

  #appear(key: string, remote: SocketAddress): DatagramPair {
    const limit = this.#options.maxClients || usualLimit
    const [oldest] = this.#byAddress.values()
    if (oldest && this.#pairs.size >= limit) void oldest.close()
    const pair = new DatagramPair(this.#pairs.nextNumber(), key, remote, this)
    this.#pairs.add(pair)
    this.#byAddress.set(key, pair)
    this.recorder.event(pair.peer, { event: 'peer-appeared', leg: 'client', remote, local: this.#local })
    pair.open()
    this.parts.changed()
    return pair
  }

  async #targetAddress(host: string): Promise<string> {
    if (isIP(host) !== 0) return host
    const found = await this.lookUp(host).catch((thrown: unknown) => {
      throw socketFailure(thrown, { operation: 'look-up', host })
    })
    this.recorder.event(0, { event: 'looked-up', host, addresses: found })
    if (found[0] === undefined) throw new SockwrightError('ENOTFOUND', { host })
    return found[0]
  }

  #failed(error: Error): void {
    const failure = toFailure(socketFailure(error, { operation: 'receive', ...this.#local }))
    this.recorder.event(0, { event: 'socket-failed', failure })
  }

  #get(peer: number): DatagramPair {
    const pair = this.#pairs.get(peer)
    if (!pair) throw new SockwrightError('E_PEER_UNKNOWN', { peer })
    return pair
  }
}
