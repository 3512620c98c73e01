import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { platform } from 'node:process'
import { SockwrightError } from '../../../shared/contract/errors'

/** One interface of this machine as far as one address family is concerned. */
export interface NetworkInterface {
  readonly name: string
  readonly address: string
  /** What stands behind `%` in link-local addresses: the name, on Windows the number of the interface. */
  readonly zone: string
}

/** The interfaces that are up and have an address of `family`, each with its first one. */
export function interfacesOf(family: 4 | 6): NetworkInterface[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) => {
    const own = addresses.find((one) => one.family === `IPv${family}`)
    const number = addresses
      .map((one) => (one.family === 'IPv6' ? one.scopeid : 0))
      .find((scope) => scope > 0)
    const zone = platform === 'win32' && number !== undefined ? String(number) : name
    return own ? [{ name, address: own.address, zone }] : []
  })
}

/**
 * The interface that has this name or address. Fails with `E_INTERFACE_UNKNOWN` where none is up that has an address
 * of `family`.
 */
export function findInterface(wanted: string, family: 4 | 6): NetworkInterface {
  const name = isIP(wanted) === 0 ? wanted : nameAt(wanted)
  const known = interfacesOf(family)
  const found = known.find((one) => one.name === name)
  if (found) return isIP(wanted) === family ? { ...found, address: wanted } : found
  throw new SockwrightError('E_INTERFACE_UNKNOWN', {
    interface: wanted,
    family,
    known: known.map((one) => one.name).join(', ') || '-',
  })
}

/** How the multicast calls of Node name an interface: its IPv4 address, or the zone of `::` for IPv6. */
export function multicastName({ zone, address }: NetworkInterface, family: 4 | 6): string {
  return family === 4 ? address : `::%${zone}`
}

function nameAt(address: string): string | null {
  const [plain] = address.split('%', 1)
  const found = Object.entries(networkInterfaces()).find(([, addresses = []]) =>
    addresses.some((one) => one.address === plain),
  )
  return found?.[0] ?? null
}
