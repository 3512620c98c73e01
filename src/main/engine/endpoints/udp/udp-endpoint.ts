import type { RemoteInfo } from 'node:dgram'
import type {
  PeerChoice,
  PeerPage,
  SendOutcome,
  Target,
} from '../../../../shared/contract/engine/endpoint-calls'
import { SockwrightError } from '../../../../shared/contract/errors'
import type { Cause } from '../../../../shared/capture/record'
import type { EndpointConfig } from '../../../../shared/endpoints/endpoint-config'
import type { SocketAddress } from '../../../../shared/endpoints/socket-address'
import type { LookUp } from '../../network/look-up'
import type { Outgoing } from '../../payload/sendings'
import type { CaptureEvent } from '../../../../shared/capture/capture-event'
import { EndpointFaults } from '../../faults/endpoint-faults'
import { PeerFaults } from '../../faults/peer-faults'
import type { Behaviour, BehaviourPeer } from '../../rules/behaviour'
import { BaseEndpoint } from '../base-endpoint'
import type { RunParts, RunSockets } from '../run-sockets'
import type { EndpointSurroundings, PeerQuery } from '../endpoint'
import { OpenUdp, wantedRemote } from './open-udp'
import { slowPeerBytes } from '../slow-peer'
import { socketFailure } from '../socket-failure'
import { UdpPeers, type UdpPeer, type UdpPeerHost } from './udp-peers'
import { UdpSending } from './udp-sending'

export type UdpConfig = Extract<EndpointConfig, { kind: 'udp' }>

/** Sends and receives datagrams; every remote address is a peer. */
export class UdpEndpoint extends BaseEndpoint<UdpConfig> {
  constructor(
    config: UdpConfig,
    surroundings: EndpointSurroundings,
    private readonly lookUp: LookUp,
  ) {
    super(config, surroundings)
  }

  protected override makeSockets(parts: RunParts<UdpConfig>): RunSockets<UdpConfig> {
    return new UdpSockets(parts, this.lookUp)
  }
}

class UdpSockets implements RunSockets<UdpConfig>, UdpPeerHost {
  readonly tellsFailures = false
  lostDatagrams: number | null = null
  readonly #peers: UdpPeers
  readonly #sending: UdpSending
  #options: UdpConfig['options']
  #behaviour: Behaviour
  #open: OpenUdp | null = null
  /** Bytes of answers that wait for their time. */
  #heldAnswers = 0
  readonly #faults: EndpointFaults
  /** Peers of which faults hold up too much. */
  readonly #waiting = new Set<UdpPeer>()

  constructor(
    private readonly parts: RunParts<UdpConfig>,
    lookUp: LookUp,
  ) {
    this.#options = parts.config.options
    this.#behaviour = parts.behaviour
    this.#peers = new UdpPeers(this)
    const now = () => ({ open: this.#open, options: this.#options })
    this.#sending = new UdpSending(this.#peers, lookUp, now)
    const { config, recorder } = parts
    this.#faults = new EndpointFaults(config.options, (event) => recorder.event(0, event))
  }

  get local(): SocketAddress {
    return this.#open?.local ?? { address: '', port: 0 }
  }

  get counts() {
    return this.#peers.list.counts
  }

  get revision(): number {
    return this.#peers.list.revision
  }

  async open(): Promise<void> {
    const { recorder, traffic } = this.parts
    const open = await OpenUdp.bind(this.#options, recorder, traffic, (error) => this.#failed(error))
    this.#open = open
    if (this.#options.connected) await this.#connect(open)
    const missed = open.joinGroups(this.#options.groups)
    if (missed) throw SockwrightError.from(missed)
    this.lostDatagrams = open.countDrops()
    open.socket.on('message', (bytes, from) => this.#received(bytes, from))
    this.parts.setState(open.state)
  }

  async #connect(open: OpenUdp): Promise<void> {
    const { host, port } = wantedRemote(this.#options)
    await open.connect({ address: await this.#sending.addressOf(host), port })
  }

  send(target: Target, outgoing: Outgoing, cause: Cause): Promise<readonly SendOutcome[]> {
    return this.#sending.send(target, outgoing, cause)
  }

  recipients(target: Target): Promise<readonly BehaviourPeer[]> {
    return this.#sending.recipients(target)
  }

  get queuedBytes(): number {
    return this.#sending.queuedBytes
  }

  /** A sending resolves only when the system has taken its datagram, so nothing is left to wait for. */
  drained(): Promise<number> {
    return Promise.resolve(0)
  }

  upgrade(): never {
    throw new SockwrightError('E_TLS_OFF')
  }

  /** Forgets addresses: a UDP peer has no connection that could be ended. */
  endPeers(peers: PeerChoice): void {
    for (const peer of this.#peers.chosen(peers)) this.#peers.forget(peer)
    this.parts.changed()
  }

  page(query: PeerQuery): PeerPage {
    return this.#peers.list.page(query)
  }

  configure({ options }: UdpConfig, behaviour: Behaviour): void {
    this.#open?.apply(options, this.#options)
    if (this.#open && options.groups !== this.#options.groups) this.parts.setState(this.#open.state)
    this.#options = options
    this.#behaviour.end()
    this.#behaviour = behaviour
    const newFaults = this.#faults.change(options)
    for (const peer of this.#peers.list.live()) {
      behaviour.adopt(peer)
      if (newFaults) this.#renewFaults(peer)
    }
  }

  #renewFaults(peer: UdpPeer): void {
    if (peer.faults) peer.faults.renew()
    else peer.faults = this.faultsOf(peer)
  }

  /** The remote of a connected socket is that of its start. */
  needsRestart({ options }: UdpConfig): boolean {
    const { connected, remoteHost, remotePort } = this.parts.config.options
    return connected && (options.remoteHost !== remoteHost || options.remotePort !== remotePort)
  }

  look(): void {
    void this.#open?.drops().then((dropped) => {
      if (this.#open) this.#noteDrops(dropped)
    })
    if (this.#open?.look()) this.parts.setState(this.#open.state)
  }

  captureCongested(congested: boolean): void {
    if (!congested) this.#open?.pauses.set('capture', false)
  }

  async close(): Promise<void> {
    const open = this.#open
    if (!open) return
    this.#noteDrops(open.dropsNow())
    for (const peer of this.#peers.list.live()) peer.faults?.letGo()
    this.#behaviour.end()
    this.#open = null
    await open.close()
  }

  #received(bytes: Uint8Array, from: RemoteInfo): void {
    const { recorder, traffic } = this.parts
    const peer = this.#peers.at(from.address, from.port)
    peer.receivedBytes += bytes.length
    traffic.receivedMessages++
    if (peer.faults?.hasIn) peer.faults.received(bytes, 0)
    else this.#take(peer, bytes)
    if (recorder.congested) this.#open?.pauses.set('capture', true)
  }

  #take(peer: UdpPeer, bytes: Uint8Array): void {
    const behaviour = this.#behaviour
    const flags = behaviour.classifies ? behaviour.classify(peer, bytes) : 0
    this.parts.recorder.messageIn(peer.peer, bytes, flags)
    if (!peer.isHeard) this.#heardFirst(peer)
    if (behaviour.hearsMessages) behaviour.received(peer, bytes, true)
  }

  hear(peer: UdpPeer, message: Uint8Array): void {
    if (!this.#open) return
    if (!peer.isHeard) this.#heardFirst(peer)
    if (this.#behaviour.hearsMessages) this.#behaviour.received(peer, message, true)
  }

  put(peer: UdpPeer, bytes: Uint8Array, record: number): void {
    void this.#open?.output.put(peer, bytes, record)
  }

  faultsOf(peer: UdpPeer): PeerFaults | null {
    return this.#faults.isOn ? new PeerFaults(this.#faults, this.parts.recorder, peer) : null
  }

  #heardFirst(peer: UdpPeer): void {
    peer.isHeard = true
    this.#behaviour.opened(peer)
  }

  appeared({ peer, remote }: UdpPeer): void {
    this.parts.recorder.event(peer, { event: 'peer-appeared', remote })
  }

  holdsAnswers(change: number): void {
    this.#heldAnswers += change
    const tooMany = this.#heldAnswers >= slowPeerBytes
    if (tooMany || this.#heldAnswers < slowPeerBytes / 2) this.#open?.pauses.set('answers', tooMany)
  }

  /** One socket is for all peers: while too much of one waits, datagrams of all of them wait in the kernel. */
  waits(peer: UdpPeer, isFull: boolean): void {
    if (isFull) this.#waiting.add(peer)
    else this.#waiting.delete(peer)
    this.#open?.pauses.set('faults', this.#waiting.size > 0)
  }

  forget(peer: UdpPeer): void {
    this.#peers.forget(peer)
    this.parts.changed()
  }

  forgotten(peer: UdpPeer): void {
    this.waits(peer, false)
    this.#behaviour.closed(peer)
  }

  tell({ peer }: UdpPeer, event: CaptureEvent): void {
    this.parts.recorder.event(peer, event)
    this.parts.changed()
  }

  answer(peer: UdpPeer, bytes: Uint8Array, cause: Cause): void {
    if (!this.#open) return
    void this.#open.output.send(peer, bytes, cause)
    this.#open.output.pauseIfFull()
  }

  #noteDrops(dropped: number | null): void {
    if (dropped === null) return
    const datagrams = dropped - (this.lostDatagrams ?? 0)
    if (datagrams <= 0) return
    this.lostDatagrams = dropped
    this.parts.recorder.event(0, { event: 'kernel-dropped', datagrams, total: dropped })
    this.parts.changed()
  }

  /** What the network reports of earlier datagrams (ICMP) does not end the endpoint. */
  #failed(error: Error): void {
    const remote = this.#open?.connectedTo
    const peer = remote ? this.#peers.at(remote.address, remote.port).peer : 0
    const failure = socketFailure(error, { operation: 'receive', ...(remote ?? this.local) }).toFailure()
    this.parts.recorder.event(peer, { event: 'socket-failed', failure })
  }
}
