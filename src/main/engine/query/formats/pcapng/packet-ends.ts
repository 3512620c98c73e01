import { addressBytes, plainIpv4 } from '../../../network/ip-address'
import type { SocketAddress } from '../../../../../shared/endpoints/socket-address'
import type { PeerEnds } from '../exported-record'

/** One side as it stands in headers. */
export interface PacketEnd {
  /** 4 or 16 bytes in network order. */
  readonly address: Uint8Array
  readonly port: number
}

/** The two sides of a peer, both of one family. */
export interface PacketEnds {
  readonly local: PacketEnd
  readonly remote: PacketEnd
}

/**
 * The addresses between which packets of a peer went. IPv4-mapped addresses become the IPv4 that was on the wire. A
 * socket bound to all addresses has that of its side of the loopback for a peer there, else stays unspecified.
 */
export function packetEnds({ local, remote }: PeerEnds): PacketEnds | null {
  const remoteEnd = packetEnd(remote)
  if (!remoteEnd) return null
  const isV4 = remoteEnd.address.length === 4
  const localEnd = local && packetEnd(local)
  const port = local?.port ?? 0
  if (localEnd && localEnd.address.length === remoteEnd.address.length && !isUnspecified(localEnd.address)) {
    return { local: localEnd, remote: remoteEnd }
  }
  const onLoopback = isV4 ? remoteEnd.address[0] === 127 : isIpv6Loopback(remoteEnd.address)
  const address = new Uint8Array(isV4 ? 4 : 16)
  if (onLoopback) address.set(isV4 ? [127, 0, 0, 1] : remoteEnd.address)
  return { local: { address, port }, remote: remoteEnd }
}

/** For a peer whose addresses the capture does not tell: documentation addresses (RFC 5737), different for each peer. */
export function standInEnds(peer: number): PacketEnds {
  const number = peer - 1
  const block = Math.floor(number / 0xffff)
  return {
    local: { address: Uint8Array.of(192, 0, 2, 1 + (Math.floor(block / 254) % 254)), port: 1 },
    remote: { address: Uint8Array.of(198, 51, 100, 1 + (block % 254)), port: 1 + (number % 0xffff) },
  }
}

function packetEnd({ address, port }: SocketAddress): PacketEnd | null {
  const bytes = addressBytes(plainIpv4(address) ?? address)
  return bytes && { address: bytes, port }
}

function isUnspecified(address: Uint8Array): boolean {
  return address.every((byte) => byte === 0)
}

function isIpv6Loopback(address: Uint8Array): boolean {
  return address[15] === 1 && address.subarray(0, 15).every((byte) => byte === 0)
}
