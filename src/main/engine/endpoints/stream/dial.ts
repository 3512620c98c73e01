import { isIP, type Socket } from 'node:net'
import { SockwrightError, toFailure, type Failure } from '../../../../shared/contract/errors'
import { unixAddress, unnamedUnix, type SocketAddress } from '../../../../shared/endpoints/socket-address'
import type { LookUp } from '../../network/look-up'
import { shownPath } from '../../network/unix-path'
import { untilAborted } from '../../timing/until-aborted'
import { checkLocalAddress } from '../bind-failure'
import { socketFailure } from '../socket-failure'
import { connectTo, reachableFrom, type ConnectOptions } from './connect-attempt'
import { streamEnds, type StreamEnds } from './peer-stream'
import { connectToPath, type PathTarget } from './unix-connect'

/** Where to connect to, and how. */
export interface DialOptions extends ConnectOptions {
  /** A name or an IP address. */
  readonly host: string
  readonly port: number
}

/** A host and port, or a Unix socket. */
export type DialTarget = DialOptions | PathTarget

/** Where a dial leads, as far as that is known before it: the name of a host is no address yet. */
export function dialAddress(target: DialTarget): SocketAddress {
  return 'socketPath' in target ? unixAddress(target.socketPath) : { address: target.host, port: target.port }
}

/** The two sides of a socket that a dial led to. */
export function dialledEnds(target: DialTarget, socket: Socket): StreamEnds {
  if ('socketPath' in target) return { local: unnamedUnix, remote: unixAddress(shownPath(target.socketPath)) }
  return streamEnds(socket)
}

/** Is told the steps of a {@link dial} as they happen. */
export interface DialWitness {
  lookedUp(host: string, addresses: readonly string[]): void
  connecting(remote: SocketAddress): void
  /** `remote` is null where it failed before there was an address. */
  failed(remote: SocketAddress | null, failure: Failure): void
}

/**
 * Connects to a path, or finds the addresses of the host and tries each of them once; resolves with the first socket that connects. Rejects
 * with the failure of the last, or with the reason of `signal` when it aborts. Each failure is told to the witness.
 */
export async function dial(
  target: DialTarget,
  lookUp: LookUp,
  witness: DialWitness,
  signal: AbortSignal,
): Promise<Socket> {
  return 'socketPath' in target
    ? dialPath(target, witness, signal)
    : dialHost(target, lookUp, witness, signal)
}

async function dialPath(target: PathTarget, witness: DialWitness, signal: AbortSignal): Promise<Socket> {
  const remote = unixAddress(target.socketPath)
  witness.connecting(remote)
  try {
    return await connectToPath(target, signal)
  } catch (thrown) {
    if (!signal.aborted) witness.failed(remote, toFailure(thrown))
    throw thrown
  }
}

async function dialHost(
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
