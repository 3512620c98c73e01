import type { PeerChoice } from '../../../../shared/contract/engine/endpoint-calls'
import { SockwrightError } from '../../../../shared/contract/errors'
import type { CaptureEvent } from '../../../../shared/capture/capture-event'
import type { Cause } from '../../../../shared/capture/record'
import type { PeerStatus } from '../../../../shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../../../shared/endpoints/socket-address'
import type { BehaviourPeer } from '../../rules/behaviour'
import type { FaultDirection } from '../../../../shared/faults/fault-plan'
import type { CarriedRecord } from '../../faults/fault-outlet'
import type { FaultyPeer, PeerFaults } from '../../faults/peer-faults'
import type { LivePeer } from '../peer-list'
import { PeerList } from '../peer-list'

/** So many remote addresses are known at once; the one unused for longest makes room for a new one. */
const knownUdpPeers = 16_384

/** The socket that all peers share. */
export interface UdpPeerHost {
  /** Bytes that the system has not taken yet, of all peers together. */
  readonly queuedBytes: number
  readonly local: SocketAddress
  /** The faults of a new peer; null where there are none. */
  faultsOf(peer: UdpPeer): PeerFaults | null
  /** Lets rules and scripts hear a datagram. */
  hear(peer: UdpPeer, message: Uint8Array): void
  /** Hands over a datagram that is recorded. */
  put(peer: UdpPeer, bytes: Uint8Array, record: number): void
  /** Sends what a rule answers to a peer. */
  answer(peer: UdpPeer, bytes: Uint8Array, cause: Cause): void
  /** Answers that wait for their time grew or shrank by `change` bytes. */
  holdsAnswers(change: number): void
  /** So much of a peer is held up by faults that nothing more should be read, or that is over. */
  waits(peer: UdpPeer, isFull: boolean): void
  forget(peer: UdpPeer): void
  /** Called with each peer that is forgotten. */
  forgotten(peer: UdpPeer): void
  tell(peer: UdpPeer, event: CaptureEvent): void
  /** Called with each new peer before it is used. */
  appeared(peer: UdpPeer): void
}

/** One remote address of a UDP endpoint. */
export class UdpPeer implements BehaviourPeer, LivePeer, FaultyPeer {
  readonly since = Date.now()
  receivedBytes = 0
  /** Has a datagram come from it? */
  isHeard = false
  sentBytes = 0
  /** Neighbours in the order of use. */
  newer: UdpPeer | null = null
  older: UdpPeer | null = null
  #ourNumber: string | null = null
  readonly #full = new Set<FaultDirection>()
  faults: PeerFaults | null
  readonly faultUnits = 'whole'

  constructor(
    readonly peer: number,
    readonly remote: SocketAddress,
    private readonly host: UdpPeerHost,
  ) {
    this.faults = host.faultsOf(this)
  }

  get local(): SocketAddress {
    return this.host.local
  }

  get queuedBytes(): number {
    return this.host.queuedBytes
  }

  answer(bytes: Uint8Array, cause: Cause): void {
    this.host.answer(this, bytes, cause)
  }

  holdsAnswers(change: number): void {
    this.host.holdsAnswers(change)
  }

  hear(message: Uint8Array): void {
    this.host.hear(this, message)
  }

  put(bytes: Uint8Array, { record }: CarriedRecord): void {
    this.host.put(this, bytes, record)
  }

  endNow(): void {
    // Datagrams have no end.
  }

  waits(direction: FaultDirection, isFull: boolean): void {
    if (isFull) this.#full.add(direction)
    else this.#full.delete(direction)
    this.host.waits(this, this.#full.size > 0)
  }

  halfClose(): void {
    // There is no connection of which one side could end.
  }

  close(): void {
    this.host.forget(this)
  }

  reset(): void {
    this.host.forget(this)
  }

  upgradeByRule(): void {
    this.tell({ event: 'upgrade-refused', failure: new SockwrightError('E_TLS_OFF').toFailure() })
  }

  takesNumber(number: string): void {
    if (this.#ourNumber === number) return
    this.#ourNumber = number
    this.tell({ event: 'number-taken', number })
  }

  tell(event: CaptureEvent): void {
    this.host.tell(this, event)
  }

  status(): PeerStatus {
    return {
      peer: this.peer,
      remote: this.remote,
      state: 'open',
      since: this.since,
      until: null,
      receivedBytes: this.receivedBytes,
      sentBytes: this.sentBytes,
      queuedBytes: 0,
      end: null,
      ourNumber: this.#ourNumber,
      session: null,
    }
  }
}

/**
 * The remote addresses a UDP endpoint knows, by address and port. An address that was forgotten and comes back is a
 * new peer, so that memory does not grow with the number of sources.
 */
export class UdpPeers {
  readonly list = new PeerList<UdpPeer>()
  /** By port, then address: joining them to one key would cost more than finding them. */
  readonly #byPort = new Map<number, Map<string, UdpPeer>>()
  #newest: UdpPeer | null = null
  #oldest: UdpPeer | null = null

  constructor(
    private readonly host: UdpPeerHost,
    private readonly limit = knownUdpPeers,
  ) {}

  /** The peer at this address; a new one where it is not known. */
  at(address: string, port: number): UdpPeer {
    const newest = this.#newest
    if (newest && newest.remote.port === port && newest.remote.address === address) return newest
    const known = this.#byPort.get(port)?.get(address)
    if (!known) return this.#appear(address, port)
    this.#unlink(known)
    this.#link(known)
    return known
  }

  chosen(peers: PeerChoice): UdpPeer[] {
    if (peers === 'all') return [...this.list.live()]
    return [...new Set(peers)].map((number) => {
      const peer = this.list.get(number)
      if (!peer) throw new SockwrightError('E_PEER_UNKNOWN', { peer: number })
      return peer
    })
  }

  forget(peer: UdpPeer): void {
    const { address, port } = peer.remote
    const ofPort = this.#byPort.get(port)
    if (!ofPort?.delete(address)) return
    if (ofPort.size === 0) this.#byPort.delete(port)
    this.#unlink(peer)
    peer.faults?.clear()
    this.host.forgotten(peer)
    this.list.remove({ ...peer.status(), state: 'closed', until: Date.now() })
  }

  #appear(address: string, port: number): UdpPeer {
    if (this.list.size >= this.limit && this.#oldest) this.forget(this.#oldest)
    const peer = new UdpPeer(this.list.nextNumber(), { address, port }, this.host)
    const ofPort = this.#byPort.get(port) ?? new Map<string, UdpPeer>()
    this.#byPort.set(port, ofPort.set(address, peer))
    this.#link(peer)
    this.list.add(peer)
    this.host.appeared(peer)
    return peer
  }

  #link(peer: UdpPeer): void {
    peer.older = this.#newest
    if (this.#newest) this.#newest.newer = peer
    this.#newest = peer
    this.#oldest ??= peer
  }

  #unlink(peer: UdpPeer): void {
    if (peer.newer) peer.newer.older = peer.older
    else this.#newest = peer.older
    if (peer.older) peer.older.newer = peer.newer
    else this.#oldest = peer.newer
    peer.newer = null
    peer.older = null
  }
}
