import { isIP, type Socket } from 'node:net'
import { SockwrightError, toFailure, type Failure } from '../../../../shared/contract/errors'
import type { SocketAddress } from '../../../../shared/endpoints/socket-address'
import type { LookUp } from '../../network/look-up'
import { untilAborted } from '../../timing/until-aborted'
import { checkLocalAddress } from '../bind-failure'
import { socketFailure } from '../socket-failure'
import { connectTo, reachableFrom, type ConnectOptions } from './connect-attempt'

/** Where to connect to, and how. */
export interface DialOptions extends ConnectOptions {
  /** A name or an IP address. */
  readonly host: string
  readonly port: number
}

/** Is told the steps of a {@link dial} as they happen. */
export interface DialWitness {
  lookedUp(host: string, addresses: readonly string[]): void
  connecting(remote: SocketAddress): void
  /** `remote` is null where it failed before there was an address. */
  failed(remote: SocketAddress | null, failure: Failure): void
}

/**
 * Finds the addresses of the host and tries each of them once; resolves with the first socket that connects. Rejects
 * with the failure of the last, or with the reason of `signal` when it aborts. Each failure is told to the witness.
 */
export async function dial(
  options: DialOptions,
  lookUp: LookUp,
  witness: DialWitness,
  signal: AbortSignal,
): Promise<Socket> {
  let last: unknown = new SockwrightError('ENOTFOUND', { host: options.host })
  const failed = (remote: SocketAddress | null, thrown: unknown) => {
    if (signal.aborted) throw thrown
    last = thrown
    witness.failed(remote, toFailure(thrown))
    return []
  }
  const addresses = await addressesOf(options, lookUp, witness, signal)
    .then((found) => (found.length > 0 ? found : failed(null, last)))
    .catch((thrown: unknown) => failed(null, thrown))
  for (const address of addresses) {
    const remote = { address, port: options.port }
    witness.connecting(remote)
    try {
      return await connectTo(remote, options, signal)
    } catch (thrown) {
      failed(remote, thrown)
    }
  }
  throw last
}

/** The addresses of the host that the local address can reach, best first. */
async function addressesOf(
  { host, localAddress }: DialOptions,
  lookUp: LookUp,
  witness: DialWitness,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (localAddress !== '') checkLocalAddress(localAddress)
  const found = isIP(host) === 0 ? await lookedUp(host, lookUp, signal) : [host]
  if (isIP(host) === 0) witness.lookedUp(host, found)
  const reachable = reachableFrom(localAddress, found)
  if (reachable.length > 0 || found.length === 0) return reachable
  throw new SockwrightError('E_ADDRESS_FAMILY', { address: found[0], bound: localAddress })
}

async function lookedUp(host: string, lookUp: LookUp, signal: AbortSignal): Promise<readonly string[]> {
  return untilAborted(lookUp(host), signal).catch((thrown: unknown) => {
    throw signal.aborted ? thrown : socketFailure(thrown, { operation: 'look-up', host })
  })
}
