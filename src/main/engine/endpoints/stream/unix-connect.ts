import type { Socket } from 'node:net'
import { SockwrightError } from '../../../../shared/contract/errors'
import { checkPath, systemPath } from '../../network/unix-path'
import { connectSocket } from './connect-attempt'
import { unixConnectFailure } from './unix-failure'

/** A Unix socket or named pipe to connect to. Time in ms. */
export interface PathTarget {
  readonly socketPath: string
  readonly connectTimeout: number
}

/**
 * Connects to a Unix socket or named pipe. Rejects with a coded failure (`E_SOCKET_MISSING`, `E_SOCKET_STALE` …), or with
 * the reason of `signal` when it aborts.
 */
export async function connectToPath(target: PathTarget, signal: AbortSignal): Promise<Socket> {
  const { socketPath: path, connectTimeout } = target
  try {
    await checkPath(path)
    const timedOut = () => new SockwrightError('ETIMEDOUT', { address: path, port: 0 })
    return await connectSocket({}, { path: systemPath(path) }, connectTimeout, timedOut, signal)
  } catch (thrown) {
    if (signal.aborted) throw thrown
    throw await unixConnectFailure(path, thrown)
  }
}
