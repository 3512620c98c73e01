import { networkInterfaces } from 'node:os'
import type { LocalAddress } from '../../../shared/contract/engine/network-calls'
import { directedBroadcast } from './broadcast-address'

/** The addresses of this machine, in the order of its interfaces. Link-local IPv6 addresses carry their zone. */
export function localAddresses(): LocalAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.map((one) => ({
      address: one.family === 'IPv6' && one.scopeid > 0 ? `${one.address}%${name}` : one.address,
      broadcast: one.family === 'IPv4' ? directedBroadcast(one) : null,
      family: one.family === 'IPv6' ? 6 : 4,
      interface: name,
      internal: one.internal,
    })),
  )
}
