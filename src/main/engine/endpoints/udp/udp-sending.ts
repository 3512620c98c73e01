import type { PeerChoice, SendOutcome, Target } from '../../../../shared/contract/engine/endpoint-calls'
import { SockwrightError, toFailure } from '../../../../shared/contract/errors'
import type { Cause } from '../../../../shared/capture/record'
import type { EndpointOptions } from '../../../../shared/endpoints/endpoint-config'
import { formatAddress, type SocketAddress } from '../../../../shared/endpoints/socket-address'
import { localIpv4Networks, type Ipv4Network } from '../../network/broadcast-address'
import { LookUpCache, type LookUp } from '../../network/look-up'
import { bytesFor, type Outgoing } from '../../payload/sendings'
import type { BehaviourPeer } from '../../rules/behaviour'
import { checkDatagramLength, checkNoBroadcast, sendableAddress } from './datagram-limits'
import type { OpenUdp } from './open-udp'
import { slowPeerBytes } from '../slow-peer'
import { socketFailure } from '../socket-failure'
import type { UdpPeer, UdpPeers } from './udp-peers'
import { wrongFamily } from './udp-socket'

/** The socket, null while there is none, and the options as they are now. */
interface UdpNow {
  readonly open: OpenUdp | null
  readonly options: EndpointOptions<'udp'>
}

/** Finds out where datagrams go, checks what can be known before, and hands them over. */
export class UdpSending {
  readonly #lookUps: LookUpCache

  constructor(
    private readonly peers: UdpPeers,
    lookUp: LookUp,
    private readonly now: () => UdpNow,
  ) {
    this.#lookUps = new LookUpCache(lookUp)
  }

  async send(target: Target, outgoing: Outgoing, cause: Cause): Promise<readonly SendOutcome[]> {
    if (target.to === 'peers') return this.#sendToPeers(target.peers, outgoing, cause)
    const { address, port } = await this.#placeOf(target)
    // Nobody becomes a peer by what cannot be sent.
    if (outgoing instanceof Uint8Array) this.#check(address, outgoing, this.#networks())
    const peer = this.peers.at(address, port)
    const bytes = bytesFor(outgoing, peer)
    this.#check(address, bytes, this.#networks())
    return [await this.#send(peer, bytes, cause)]
  }

  async recipients(target: Target): Promise<readonly BehaviourPeer[]> {
    if (target.to === 'peers') {
      if (this.peers.list.size === 0) throw new SockwrightError('E_NO_PEER')
      return this.peers.chosen(target.peers)
    }
    const { address, port } = await this.#placeOf(target)
    return [this.peers.at(address, port)]
  }

  async #sendToPeers(peers: PeerChoice, outgoing: Outgoing, cause: Cause): Promise<SendOutcome[]> {
    if (this.peers.list.size === 0) throw new SockwrightError('E_NO_PEER')
    const numbers =
      peers === 'all' ? Array.from(this.peers.list.live(), ({ peer }) => peer) : [...new Set(peers)]
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
      const peer = this.peers.list.get(number)
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
    return this.now().options.broadcast ? [] : localIpv4Networks()
  }

  /** Throws what can be known before sending: too long, broadcast while it is off, too much waiting. */
  #check(address: string, bytes: Uint8Array, networks: readonly Ipv4Network[], peer = 0): void {
    checkDatagramLength(address, bytes.length)
    if (!this.now().options.broadcast) checkNoBroadcast(address, networks)
    const queued = this.queuedBytes
    if (queued >= slowPeerBytes) throw new SockwrightError('E_PEER_SLOW', { peer, queued })
  }

  get queuedBytes(): number {
    return this.now().open?.output.queued ?? 0
  }

  /** Where the remote, or an address that was typed, is. Throws `E_NO_PEER` and the failures of a look-up. */
  async #placeOf(target: Exclude<Target, { to: 'peers' }>): Promise<SocketAddress> {
    const { open, options } = this.now()
    const fixed = open?.connectedTo
    if (fixed && target.to === 'remote') return fixed
    const { remoteHost, remotePort } = options
    const [host, port] = target.to === 'address' ? [target.host, target.port] : [remoteHost, remotePort]
    if (host === '' || port === 0) throw new SockwrightError('E_NO_PEER')
    const address = await this.addressOf(host)
    if (fixed && (fixed.address !== address || fixed.port !== port)) {
      throw new SockwrightError('E_CONNECTED_ELSEWHERE', {
        remote: formatAddress(fixed),
        address: formatAddress({ address, port }),
      })
    }
    return { address, port }
  }

  /** The address of a name that this socket can send to. Throws `E_ADDRESS_FAMILY` and the failures of a look-up. */
  async addressOf(host: string): Promise<string> {
    const found = await this.#lookUps.find(host).catch((thrown: unknown) => {
      throw socketFailure(thrown, { operation: 'look-up', host })
    })
    const { open, options } = this.now()
    const local = open?.local.address ?? ''
    const address = sendableAddress(local, options.ipv6Only, found)
    if (address === null) throw wrongFamily(found[0] ?? host, local)
    return address
  }

  #send(peer: UdpPeer, bytes: Uint8Array, cause: Cause): Promise<SendOutcome> {
    const { open } = this.now()
    if (!open) throw new SockwrightError('E_ENDPOINT_STATE', { state: 'stopping' })
    return open.output.send(peer, bytes, cause)
  }
}
