import { existsSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname, resolve } from 'node:path'
import { platform } from 'node:process'
import { SockwrightError } from '../../../shared/contract/errors'
import { socketFeaturesHere } from './socket-features'

/** Bytes of a path that fit the address of a Unix socket (unix(7)); Node cuts longer ones without a word. */
const pathBytes = platform === 'darwin' ? 103 : 107

const pipePrefix = '\\\\.\\pipe\\'

/** A name that is no file, in a space of its own (unix(7), Linux only); it is written `@NAME`. */
function isAbstract(path: string): boolean {
  return platform === 'linux' && path.startsWith('@')
}

/**
 * The path as Node takes it: whole, `@NAME` as the abstract name it stands for, and on Windows a pipe. Throws
 * `E_SOCKET_PATH_LONG`, counted in bytes.
 */
export function systemPath(path: string): string {
  if (platform === 'win32') return /^[\\/]{2}/.test(path) ? path : pipePrefix + path
  const system = isAbstract(path) ? `\0${path.slice(1)}` : resolve(path)
  const bytes = Buffer.byteLength(system)
  if (bytes > pathBytes) throw new SockwrightError('E_SOCKET_PATH_LONG', { path, bytes, limit: pathBytes })
  return system
}

/** Throws `E_SOCKET_PATH_LONG`, and `E_SOCKET_ABSTRACT` where other programs would not find an abstract name. */
export async function checkPath(path: string): Promise<void> {
  systemPath(path)
  if (isAbstract(path) && !(await socketFeaturesHere()).has('abstract-socket')) {
    throw new SockwrightError('E_SOCKET_ABSTRACT', { path })
  }
}

/** The path as it is shown and recorded. */
export function shownPath(path: string): string {
  return isAbstract(path) ? path : systemPath(path)
}

/** Is there a folder for the socket to be in? Pipes and abstract names are in none. */
export function hasFolder(path: string): boolean {
  return platform === 'win32' || isAbstract(path) || existsSync(dirname(systemPath(path)))
}

/** What stands at a path. */
export type AtPath = 'nothing' | 'live' | 'stale' | 'other'

/** Looks at a path; a socket is `live` where somebody accepts there. Pipes and abstract names have no file to look at. */
export async function whatIsAt(path: string): Promise<AtPath> {
  if (platform === 'win32' || isAbstract(path)) return 'nothing'
  const found = await lstat(systemPath(path)).catch(() => null)
  if (!found) return 'nothing'
  if (!found.isSocket()) return 'other'
  return (await accepts(systemPath(path))) ? 'live' : 'stale'
}

function accepts(system: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path: system })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    // Nobody listens where the system refuses; every other failure leaves open that somebody does.
    socket.once('error', (error: Error & { code?: string }) => resolve(error.code !== 'ECONNREFUSED'))
  })
}
