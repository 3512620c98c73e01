import { networkInterfaces } from 'node:os'
import { addressBytes, plainIpv4 } from './ip-address'

/** Of an interface: what tells its directed broadcast address. */
export interface Ipv4Network {
  readonly address: string
  readonly netmask: string
}

/**
 * True for 255.255.255.255 and for the directed broadcast address of a local interface (RFC 919), IPv4-mapped ones
 * too: what the system refuses with `EACCES` without `SO_BROADCAST`.
 */
export function isBroadcastAddress(address: string, networks: readonly Ipv4Network[]): boolean {
  const plain = plainIpv4(address)
  if (plain === null) return false
  return plain === '255.255.255.255' || networks.some((network) => directedBroadcast(network) === plain)
}

/** The IPv4 networks this machine is in. */
export function localIpv4Networks(): Ipv4Network[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ family }) => family === 'IPv4')
}

/** Where datagrams to all hosts of a network go (RFC 919). Null for networks of one or two addresses, which have none (RFC 3021). */
export function directedBroadcast({ address, netmask }: Ipv4Network): string | null {
  const bytes = addressBytes(address)
  const mask = addressBytes(netmask)
  if (bytes?.length !== 4 || mask?.length !== 4 || mask[3]! >= 254) return null
  return bytes.map((byte, at) => byte | (~mask[at]! & 0xff)).join('.')
}
