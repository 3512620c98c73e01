import { realpath } from 'node:fs/promises'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { SockwrightError } from '../../../shared/contract/errors'
import { formatAddress, type SocketAddress } from '../../../shared/endpoints/socket-address'
import type { LookUp } from '../network/look-up'
import { plainIpv4 } from '../network/ip-address'
import { shownPath } from '../network/unix-path'

/** Throws `E_RELAY_LOOP` where a socket connected to `target` would come back to what listens at `local`. */
export function assertNoLoop(local: SocketAddress, target: SocketAddress): void {
  if (target.port !== local.port || !comesTo(local.address, target.address)) return
  throw new SockwrightError('E_RELAY_LOOP', { target: formatAddress(target) })
}

/** The same for Unix sockets, one of which is there already: two paths may lead to it. */
export async function assertPathNoLoop(local: string, target: string): Promise<void> {
  const [here, there] = await Promise.all([local, target].map(wherePathLeads))
  if (here === there) throw new SockwrightError('E_RELAY_LOOP', { target })
}

async function wherePathLeads(path: string): Promise<string> {
  return realpath(shownPath(path)).catch(() => shownPath(path))
}

/** Like {@link assertNoLoop}, for each address of a host. A host that cannot be looked up now is no loop yet. */
export async function assertHostNoLoop(
  local: SocketAddress,
  host: string,
  port: number,
  lookUp: LookUp,
): Promise<void> {
  if (port !== local.port) return
  const addresses = isIP(host) === 0 ? await lookUp(host).catch(() => []) : [host]
  for (const address of addresses) assertNoLoop(local, { address, port })
}

function comesTo(local: string, target: string): boolean {
  const [here, there] = [plainIpv4(local) ?? local, plainIpv4(target) ?? target]
  if (here === there) return true
  // To connect to "all addresses" is to connect to this machine.
  if (isUnspecified(there)) return isUnspecified(here) || isLoopback(here)
  return isUnspecified(here) && isOwn(there) && (here === '::' || isIP(there) === isIP(here))
}

function isUnspecified(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
}

function isOwn(address: string): boolean {
  if (isLoopback(address)) return true
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return all.some((one) => one.address === address)
}
