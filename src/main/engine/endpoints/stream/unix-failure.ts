import { SockwrightError } from '../../../../shared/contract/errors'
import { hasFolder, shownPath, whatIsAt } from '../../network/unix-path'
import { socketFailure } from '../socket-failure'

/** Why a server cannot listen at `path`: what is there in its way, or what the system says. */
export async function unixListenFailure(path: string, thrown: unknown): Promise<SockwrightError> {
  if (thrown instanceof SockwrightError) return thrown
  const code = codeOf(thrown)
  const shown = shownPath(path)
  if (code === 'EADDRINUSE')
    return (await inTheWay(path)) ?? new SockwrightError('E_SOCKET_LIVE', { path: shown })
  // libuv tells a missing folder as a missing right.
  const noFolder = code === 'EACCES' && !hasFolder(path)
  if (noFolder || code === 'ENOENT' || code === 'ENOTDIR') {
    return new SockwrightError('E_SOCKET_FOLDER', { path: shown })
  }
  return socketFailure(thrown, { operation: 'bind', address: shown })
}

/** What keeps a server from listening at `path`: what stands there, or that there is no folder for it; null where nothing does. */
export async function inTheWay(path: string): Promise<SockwrightError | null> {
  const shown = shownPath(path)
  switch (await whatIsAt(path)) {
    case 'nothing':
      return hasFolder(path) ? null : new SockwrightError('E_SOCKET_FOLDER', { path: shown })
    case 'other':
      return new SockwrightError('E_SOCKET_PATH_TAKEN', { path: shown })
    case 'live':
      return new SockwrightError('E_SOCKET_LIVE', { path: shown })
    case 'stale':
      return new SockwrightError('E_SOCKET_STALE', { path: shown })
  }
}

/** Why a client cannot connect to `path`. */
export async function unixConnectFailure(path: string, thrown: unknown): Promise<SockwrightError> {
  if (thrown instanceof SockwrightError) return thrown
  const code = codeOf(thrown)
  const shown = shownPath(path)
  if (code === 'ENOENT' || code === 'ENOTDIR') return new SockwrightError('E_SOCKET_MISSING', { path: shown })
  if (code === 'ECONNREFUSED' || code === 'ENOTSOCK' || code === 'EPROTOTYPE') {
    const found = await whatIsAt(path)
    if (found === 'other') return new SockwrightError('E_SOCKET_PATH_TAKEN', { path: shown })
    return new SockwrightError(found === 'nothing' ? 'E_SOCKET_MISSING' : 'E_SOCKET_STALE', { path: shown })
  }
  return socketFailure(thrown, { operation: 'connect', address: shown })
}

function codeOf(thrown: unknown): unknown {
  return (thrown as { code?: unknown } | null)?.code
}
