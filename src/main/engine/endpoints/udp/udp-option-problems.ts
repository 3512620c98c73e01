import { isIP } from 'node:net'
import type { OptionProblem } from '../../../../shared/contract/engine/endpoint-calls'
import { SockwrightError } from '../../../../shared/contract/errors'
import type { UdpOptions } from '../../../../shared/endpoints/endpoint-config'
import { groupFamily, parseGroups } from '../../../../shared/endpoints/multicast-group'
import { findInterface } from '../../network/interfaces'
import { checkGroupFamily } from './udp-groups'
import { bindUdp } from './udp-socket'

/** What beside address and port would keep a UDP endpoint with these options from working now. */
export function udpOptionProblems(options: UdpOptions): OptionProblem[] {
  return [
    ...problemsOf('groups', () => checkGroups(options)),
    ...problemsOf('multicastInterface', () => checkInterface(options)),
    ...problemsOf('remoteHost', () => checkRemote(options)),
  ]
}

/** Would the system let this endpoint share the address and port with whoever has them? */
export async function canShare(options: UdpOptions): Promise<boolean> {
  if (!options.reuseAddress && !options.reusePort) return false
  const socket = await bindUdp(options).catch(() => null)
  socket?.close()
  return socket !== null
}

function problemsOf(option: string, check: () => void): OptionProblem[] {
  try {
    check()
    return []
  } catch (thrown) {
    if (!(thrown instanceof SockwrightError)) throw thrown
    return [{ option, failure: thrown.toFailure(), suggestedPort: null }]
  }
}

function checkGroups(options: UdpOptions): void {
  const check = parseGroups(options.groups)
  for (const wanted of check.ok ? check.groups : []) {
    // What is no address is told of the address.
    if (isIP(options.address) !== 0) checkGroupFamily(wanted, options)
    if (wanted.interface !== '') findInterface(wanted.interface, groupFamily(wanted.group) ?? 4)
  }
}

function checkInterface({ multicastInterface, address }: UdpOptions): void {
  if (multicastInterface !== '') findInterface(multicastInterface, isIP(address) === 6 ? 6 : 4)
}

function checkRemote({ connected, remoteHost, remotePort }: UdpOptions): void {
  if (connected && (remoteHost === '' || remotePort === 0)) throw new SockwrightError('E_CONNECTED_NOWHERE')
}
