import { isIP } from 'node:net'
import { SockwrightError } from '../../../../shared/contract/errors'
import { isBroadcastAddress, type Ipv4Network } from '../../network/broadcast-address'
import { isAnyAddress, plainIpv4 } from '../../network/ip-address'

/** 65,535 less 20 bytes of IPv4 header and 8 of UDP header (RFC 791, RFC 768). */
const maxIpv4Datagram = 65_507
/** 65,535 less 8 bytes of UDP header; the IPv6 header does not count (RFC 8200). */
const maxIpv6Datagram = 65_527

/** Most payload bytes of one datagram to `address`; IPv4-mapped addresses have the limit of IPv4. */
export function maxDatagram(address: string): number {
  return plainIpv4(address) === null ? maxIpv6Datagram : maxIpv4Datagram
}

/** Throws `E_DATAGRAM_TOO_LONG` for a datagram that no network takes. */
export function checkDatagramLength(address: string, bytes: number): void {
  const limit = maxDatagram(address)
  if (bytes > limit) throw new SockwrightError('E_DATAGRAM_TOO_LONG', { address, limit, bytes })
}

/** Throws `E_BROADCAST_OFF` for a broadcast address of one of `networks`. */
export function checkNoBroadcast(address: string, networks: readonly Ipv4Network[]): void {
  if (isBroadcastAddress(address, networks)) throw new SockwrightError('E_BROADCAST_OFF', { address })
}

/**
 * The first of `addresses` to which a socket bound to `bound` can send, in the form it takes: one bound to `::` and not
 * for IPv6 only reaches IPv4 by mapped addresses. Null where there is none.
 */
export function sendableAddress(
  bound: string,
  ipv6Only: boolean,
  addresses: readonly string[],
): string | null {
  const isDual = isAnyAddress(bound) && !ipv6Only
  for (const address of addresses) {
    if (isIP(bound) === 4) {
      if (isIP(address) === 4) return address
    } else if (isIP(address) === 4) {
      if (isDual) return `::ffff:${address}`
    } else if (plainIpv4(address) === null || isDual) return address
  }
  return null
}
