import { isIP, type Socket, type SocketConnectOpts } from 'node:net'
import type { SocketAddress } from '../../../../shared/endpoints/socket-address'
import { findPortOwner } from '../../network/port-owner'
import { socketFailure } from '../socket-failure'
import { StreamSocket, type StreamSocketOptions } from './stream-socket'

/** How to connect; `localAddress` '' and `localPort` 0 let the system pick. Times in ms. */
export interface ConnectOptions {
  readonly localAddress: string
  readonly localPort: number
  readonly connectTimeout: number
  readonly noDelay: boolean
  readonly keepAlive: boolean
  readonly keepAliveDelay: number
}

/**
 * Connects to one address. Rejects with a coded failure (`ECONNREFUSED`, `ETIMEDOUT`, `EADDRINUSE` for the local port
 * …), or with the reason of `signal` when it aborts. Whatever happens, no socket is left behind.
 */
export async function connectTo(
  remote: SocketAddress,
  options: ConnectOptions,
  signal: AbortSignal,
): Promise<Socket> {
  try {
    return await openSocket(remote, options, signal)
  } catch (thrown) {
    if (signal.aborted) throw thrown
    throw await connectFailure(thrown, remote, options)
  }
}

function openSocket(remote: SocketAddress, options: ConnectOptions, signal: AbortSignal): Promise<Socket> {
  const { noDelay, keepAlive, keepAliveDelay: keepAliveInitialDelay } = options
  const where = {
    host: remote.address,
    port: remote.port,
    autoSelectFamily: false,
    ...(options.localAddress === '' ? {} : { localAddress: options.localAddress }),
    ...(options.localPort === 0 ? {} : { localPort: options.localPort }),
  }
  const made = { noDelay, keepAlive, keepAliveInitialDelay }
  return connectSocket(made, where, options.connectTimeout, () => timedOut(remote), signal)
}

/** Opens one socket, to whatever `where` names. Whatever happens, no socket is left behind. */
export function connectSocket(
  made: StreamSocketOptions,
  where: SocketConnectOpts,
  timeoutMs: number,
  timedOut: () => Error,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = new StreamSocket({ ...made, allowHalfOpen: true }).connect(where)
    const timer = setTimeout(() => socket.destroy(timedOut()), timeoutMs)
    const abort = () => socket.destroy(signal.reason as Error)
    const settled = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
    signal.addEventListener('abort', abort)
    const fail = (error: Error) => {
      settled()
      reject(error)
    }
    socket.once('error', fail)
    socket.once('connect', () => {
      settled()
      socket.off('error', fail)
      resolve(socket)
    })
  })
}

function timedOut({ address, port }: SocketAddress): Error {
  return Object.assign(new Error(`connect ETIMEDOUT ${address}:${port}`), { code: 'ETIMEDOUT' })
}

async function connectFailure(thrown: unknown, remote: SocketAddress, options: ConnectOptions) {
  const { code, syscall } = thrown as { code?: string; syscall?: string }
  const { localAddress, localPort } = options
  if (syscall === 'bind') {
    return socketFailure(thrown, { operation: 'bind', address: localAddress || '*', port: localPort })
  }
  return socketFailure(thrown, {
    operation: 'connect',
    ...remote,
    localAddress,
    localPort,
    owner: code === 'EADDRINUSE' ? await findPortOwner('tcp', localAddress || '0.0.0.0', localPort) : null,
  })
}

/** Those of `addresses` that can be reached from `localAddress`: of its family. All of them where it is empty. */
export function reachableFrom(localAddress: string, addresses: readonly string[]): readonly string[] {
  const family = isIP(localAddress)
  return family === 0 ? addresses : addresses.filter((address) => isIP(address) === family)
}
