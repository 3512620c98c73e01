import { BlockList, isIP } from 'node:net'
import { isAnyAddress, plainIpv4 } from '../network/ip-address'

/** Loopback, private use (RFC 1918), link-local (RFC 3927, 4291) and unique local (RFC 4193) addresses. */
const ours = new BlockList()
ours.addSubnet('127.0.0.0', 8, 'ipv4')
ours.addSubnet('10.0.0.0', 8, 'ipv4')
ours.addSubnet('172.16.0.0', 12, 'ipv4')
ours.addSubnet('192.168.0.0', 16, 'ipv4')
ours.addSubnet('169.254.0.0', 16, 'ipv4')
ours.addAddress('::1', 'ipv6')
ours.addSubnet('fe80::', 10, 'ipv6')
ours.addSubnet('fc00::', 7, 'ipv6')

/**
 * Is this address this machine, or in a network that nobody else can be reached by? The shared addresses of carriers
 * (100.64.0.0/10, RFC 6598) are not: whoever answers there may be a stranger. Nor are groups and broadcast addresses.
 */
export function isOurs(address: string): boolean {
  const plain = plainIpv4(address) ?? address.split('%', 1)[0]!
  if (isAnyAddress(plain)) return true
  const family = isIP(plain)
  return family !== 0 && ours.check(plain, family === 4 ? 'ipv4' : 'ipv6')
}
