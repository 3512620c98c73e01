import type { RemoteInfo, Socket } from 'node:dgram'
import { platform } from 'node:process'
import type {
  PeerChoice,
  PeerPage,
  SendOutcome,
  Target,
} from '../../../shared/contract/engine/endpoint-calls'
import { SockwrightError, toFailure } from '../../../shared/contract/errors'
import type { Cause } from '../../../shared/capture/record'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { PayloadRecipient } from '../../../shared/payload/payload-context'
import { LookUpCache, type LookUp } from '../network/look-up'
import { isBroadcastAddress, localIpv4Networks, type Ipv4Network } from '../network/broadcast-address'
import { UdpDrops } from '../network/udp-drops'
import { setUdpReading } from '../network/udp-reading'
import { bytesFor, type Outgoing } from '../payload/sendings'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { Behaviour } from '../rules/behaviour'
import { BaseEndpoint, type RunParts, type RunSockets } from './base-endpoint'
import { slowPeerBytes } from './connection'
import { checkDatagramLength, checkNoBroadcast, sendableAddress } from './datagram-limits'
import type { EndpointSurroundings, PeerQuery } from './endpoint'
import { Pause } from './pause'
import { socketFailure } from './socket-failure'
import { UdpPeers, type UdpPeer, type UdpPeerHost } from './udp-peers'
import { askForReceiveBuffer, bindUdp, wrongFamily } from './udp-socket'

export type UdpConfig = Extract<EndpointConfig, { kind: 'udp' }>

/** How long a stop waits for datagrams that the system has not taken yet. */
const stopGraceMs = 1_000

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
  readonly #lookUps: LookUpCache
  readonly #peers: UdpPeers
  #options: UdpConfig['options']
  #behaviour: Behaviour
  #socket: Socket | null = null
  #local: SocketAddress = { address: '', port: 0 }
  #drops: UdpDrops | null = null
  #captureCongested = false
  #outputFull = false
  /** Bytes of answers that wait for their time, and whether they are too many. */
  #heldAnswers = 0
  #tooManyAnswers = false
  /** Datagrams whose sending the system has not answered yet. */
  #unanswered = 0
  #whenAllSent: () => void = () => undefined

  constructor(
    private readonly parts: RunParts<UdpConfig>,
    lookUp: LookUp,
  ) {
    this.#options = parts.config.options
    this.#behaviour = parts.behaviour
    this.#lookUps = new LookUpCache(lookUp)
    this.#peers = new UdpPeers(this)
  }

  get local(): SocketAddress {
    return this.#local
  }

  get counts() {
    return this.#peers.list.counts
  }

  get revision(): number {
    return this.#peers.list.revision
  }

  async open(): Promise<void> {
    const { address, port, broadcast, receiveBuffer } = this.#options
    const socket = await bindUdp(address, port)
    this.#socket = socket
    const bound = socket.address()
    this.#local = { address: bound.address, port: bound.port }
    socket.setBroadcast(broadcast)
    const buffer = askForReceiveBuffer(socket, receiveBuffer)
    this.#drops = new UdpDrops(this.#local)
    if (platform === 'linux') this.lostDatagrams = this.#drops.readNow()
    this.parts.recorder.event(0, { event: 'bound', local: this.#local, receiveBuffer: buffer })
    socket.on('message', (bytes, from) => this.#received(bytes, from))
    socket.on('error', (error) => this.#failed(error))
    this.parts.setState({ is: 'bound', local: this.#local, receiveBuffer: buffer })
  }

  async send(target: Target, outgoing: Outgoing, cause: Cause): Promise<readonly SendOutcome[]> {
    if (target.to === 'peers') return this.#sendToPeers(target.peers, outgoing, cause)
    const { address, port } = await this.#placeOf(target)
    // Nobody becomes a peer by what cannot be sent.
    if (outgoing instanceof Uint8Array) this.#check(address, outgoing, this.#networks())
    const peer = this.#peers.at(address, port)
    const bytes = bytesFor(outgoing, peer)
    this.#check(address, bytes, this.#networks())
    return [await this.#send(peer, bytes, cause)]
  }

  async recipients(target: Target): Promise<readonly PayloadRecipient[]> {
    if (target.to === 'peers') {
      if (this.#peers.list.size === 0) throw new SockwrightError('E_NO_PEER')
      return this.#peers.chosen(target.peers)
    }
    const { address, port } = await this.#placeOf(target)
    return [this.#peers.at(address, port)]
  }

  /** A sending resolves only when the system has taken its datagram, so nothing is left to wait for. */
  drained(): Promise<number> {
    return Promise.resolve(0)
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
    if (options.broadcast !== this.#options.broadcast) this.#socket?.setBroadcast(options.broadcast)
    this.#options = options
    this.#behaviour.end()
    this.#behaviour = behaviour
    for (const peer of this.#peers.list.live()) behaviour.adopt(peer)
  }

  look(): void {
    void this.#drops?.read().then((dropped) => {
      if (this.#socket) this.#noteDrops(dropped)
    })
  }

  captureCongested(congested: boolean): void {
    if (!congested) this.#pauseFor({ capture: false })
  }

  /** Datagrams that wait in the process have a second to leave. */
  async close(): Promise<void> {
    const socket = this.#socket
    if (!socket) return
    this.#noteDrops(this.#drops?.readNow() ?? null)
    this.#behaviour.end()
    this.#socket = null
    const allSent = new Promise<void>((resolve) => (this.#whenAllSent = resolve))
    if (this.#unanswered === 0) this.#whenAllSent()
    const closed = new Promise<void>((resolve) => socket.once('close', resolve))
    const grace = new Pause(stopGraceMs)
    await Promise.race([allSent, grace.over])
    grace.end()
    socket.close()
    await Promise.all([allSent, closed])
  }

  #received(bytes: Uint8Array, from: RemoteInfo): void {
    const { recorder, traffic } = this.parts
    const peer = this.#peers.at(from.address, from.port)
    peer.receivedBytes += bytes.length
    traffic.receivedMessages++
    const behaviour = this.#behaviour
    const flags = behaviour.classifies ? behaviour.classify(peer, bytes) : 0
    recorder.messageIn(peer.peer, bytes, flags)
    if (!peer.isHeard) this.#heardFirst(peer)
    if (behaviour.hearsMessages) behaviour.received(peer, bytes, true)
    if (recorder.congested && !this.#captureCongested) this.#pauseFor({ capture: true })
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
    if (tooMany || this.#heldAnswers < slowPeerBytes / 2) this.#pauseFor({ answers: tooMany })
  }

  forget(peer: UdpPeer): void {
    this.#peers.forget(peer)
    this.parts.changed()
  }

  forgotten(peer: UdpPeer): void {
    this.#behaviour.closed(peer)
  }

  tell({ peer }: UdpPeer, event: CaptureEvent): void {
    this.parts.recorder.event(peer, event)
    this.parts.changed()
  }

  answer(peer: UdpPeer, bytes: Uint8Array, cause: Cause): void {
    if (!this.#socket) return
    void this.#send(peer, bytes, cause)
    if (!this.#outputFull && this.queuedBytes >= slowPeerBytes) this.#pauseFor({ output: true })
  }

  async #sendToPeers(peers: PeerChoice, outgoing: Outgoing, cause: Cause): Promise<SendOutcome[]> {
    if (this.#peers.list.size === 0) throw new SockwrightError('E_NO_PEER')
    const numbers =
      peers === 'all' ? Array.from(this.#peers.list.live(), ({ peer }) => peer) : [...new Set(peers)]
    const networks = this.#networks()
    return Promise.all(numbers.map((number) => this.#sendToPeer(number, outgoing, cause, networks)))
  }

  async #sendToPeer(
    number: number,
    outgoing: Outgoing,
    cause: Cause,
    networks: readonly Ipv4Network[],
  ): Promise<SendOutcome> {
    try {
      const peer = this.#peers.list.get(number)
      if (!peer) throw new SockwrightError('E_PEER_UNKNOWN', { peer: number })
      const bytes = bytesFor(outgoing, peer)
      this.#check(peer.remote.address, bytes, networks, number)
      return await this.#send(peer, bytes, cause)
    } catch (thrown) {
      return { peer: number, ok: false, failure: toFailure(thrown) }
    }
  }

  /** Those whose broadcast addresses need to be refused; asked once for all datagrams of a call. */
  #networks(): readonly Ipv4Network[] {
    return this.#options.broadcast ? [] : localIpv4Networks()
  }

  /** Throws what can be known before sending: too long, broadcast while it is off, too much waiting. */
  #check(address: string, bytes: Uint8Array, networks: readonly Ipv4Network[], peer = 0): void {
    checkDatagramLength(address, bytes.length)
    if (!this.#options.broadcast) checkNoBroadcast(address, networks)
    const queued = this.queuedBytes
    if (queued >= slowPeerBytes) throw new SockwrightError('E_PEER_SLOW', { peer, queued })
  }

  /** Where the remote, or an address that was typed, is. Throws `E_NO_PEER` and the failures of a look-up. */
  async #placeOf(target: Exclude<Target, { to: 'peers' }>): Promise<SocketAddress> {
    const { remoteHost, remotePort } = this.#options
    const [host, port] = target.to === 'address' ? [target.host, target.port] : [remoteHost, remotePort]
    if (host === '' || port === 0) throw new SockwrightError('E_NO_PEER')
    return { address: await this.#addressOf(host), port }
  }

  async #addressOf(host: string): Promise<string> {
    const found = await this.#lookUps.find(host).catch((thrown: unknown) => {
      throw socketFailure(thrown, { operation: 'look-up', host })
    })
    const address = sendableAddress(this.#local.address, found)
    if (address === null) throw wrongFamily(found[0] ?? host, this.#local.address)
    return address
  }

  #send(peer: UdpPeer, bytes: Uint8Array, cause: Cause): Promise<SendOutcome> {
    const socket = this.#socket
    if (!socket) throw new SockwrightError('E_ENDPOINT_STATE', { state: 'stopping' })
    const { recorder, traffic } = this.parts
    const record = recorder.messageOut(peer.peer, bytes, cause)
    traffic.sentMessages++
    traffic.sentBytes += bytes.length
    peer.sentBytes += bytes.length
    this.#unanswered++
    return new Promise((resolve) => {
      socket.send(bytes, peer.remote.port, peer.remote.address, (error) => {
        if (--this.#unanswered === 0) this.#whenAllSent()
        if (this.#outputFull && this.queuedBytes < slowPeerBytes / 2) this.#pauseFor({ output: false })
        if (error) resolve(this.#sendFailed(peer, record, bytes, error))
        else resolve({ peer: peer.peer, ok: true, bytes: bytes.length })
      })
    })
  }

  #sendFailed(peer: UdpPeer, record: number, bytes: Uint8Array, error: Error): SendOutcome {
    const unsent = bytes.length
    this.parts.traffic.sentBytes -= unsent
    peer.sentBytes -= unsent
    const failure = this.#sendFailure(peer.remote, unsent, error).toFailure()
    this.parts.recorder.event(peer.peer, { event: 'send-failed', record, unsent, failure })
    return { peer: peer.peer, ok: false, failure }
  }

  #sendFailure({ address, port }: SocketAddress, bytes: number, error: Error): SockwrightError {
    const denied = (error as { code?: unknown }).code === 'EACCES'
    if (denied && isBroadcastAddress(address, localIpv4Networks()))
      return new SockwrightError('E_BROADCAST_OFF', { address })
    return socketFailure(error, { operation: 'send', address, port, bytes, unsent: bytes })
  }

  get queuedBytes(): number {
    return this.#socket?.getSendQueueSize() ?? 0
  }

  /** While the capture or the output is behind, datagrams wait in the receive buffer of the kernel. */
  #pauseFor(reason: Partial<Readonly<Record<'capture' | 'output' | 'answers', boolean>>>): void {
    const before = this.#isPaused
    this.#captureCongested = reason.capture ?? this.#captureCongested
    this.#outputFull = reason.output ?? this.#outputFull
    this.#tooManyAnswers = reason.answers ?? this.#tooManyAnswers
    const now = this.#isPaused
    if (this.#socket && before !== now) setUdpReading(this.#socket, !now)
  }

  get #isPaused(): boolean {
    return this.#captureCongested || this.#outputFull || this.#tooManyAnswers
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
    const failure = socketFailure(error, { operation: 'receive', ...this.#local }).toFailure()
    this.parts.recorder.event(0, { event: 'socket-failed', failure })
  }
}
