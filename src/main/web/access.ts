import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** Why a request is refused. */
export type Refusal = 'host' | 'origin' | 'token'

/** Decides who may talk to the web host. */
export interface Access {
  /** 256 random bits; whoever knows them may use the window. */
  readonly token: string
  /** The header that lets the browser that came with the token come back without it. */
  cookie(port: number): string
  /**
   * Null for a request that may pass, else why not:
   * - `host`: the Host header is a name that is not this host's, as in DNS rebinding;
   * - `origin`: another page made the request;
   * - `token`: neither cookie nor token.
   */
  refuse(request: IncomingMessage, port: number, needsOrigin: boolean): Refusal | null
}

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1'])

/** Cookies are shared by all ports of a machine, so the name tells them apart. */
const cookieName = (port: number) => `sockwright-${port}`

/**
 * @param boundTo the host name or address the server listens on. Bound to loopback, requests must name loopback;
 * otherwise any address, or that very name, will do: an attacker's page can only come from a name of its own.
 */
export function createAccess(boundTo: string): Access {
  const token = randomBytes(32).toString('base64url')
  const expected = digest(token)
  const matches = (given: string | null) => given !== null && timingSafeEqual(digest(given), expected)

  function ownHost(host: string | undefined): boolean {
    const name = hostName(host)
    if (name === null) return false
    if (loopbackNames.has(name)) return true
    return !loopbackNames.has(boundTo) && (isIP(name) !== 0 || name === boundTo.toLowerCase())
  }

  return {
    token,
    cookie: (port) => `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    refuse(request, port, needsOrigin) {
      const { host, origin } = request.headers
      if (!ownHost(host)) return 'host'
      if (origin === undefined ? needsOrigin : origin !== `http://${host}`) return 'origin'
      const given = readCookie(request.headers.cookie, cookieName(port))
      return matches(given) || matches(queryToken(request)) ? null : 'token'
    },
  }
}

/** The token in the address of a request, if any. */
export function queryToken(request: IncomingMessage): string | null {
  return requestAddress(request)?.searchParams.get('token') ?? null
}

/** The address of a request without its origin, which the sender chooses; null for what is no address. */
export function requestAddress(request: IncomingMessage): URL | null {
  const target = request.url ?? ''
  return target.startsWith('/') && URL.canParse(`http://host${target}`)
    ? new URL(`http://host${target}`)
    : null
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function hostName(host: string | undefined): string | null {
  if (host === undefined || !URL.canParse(`http://${host}`)) return null
  const url = new URL(`http://${host}`)
  if (url.username !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '') return null
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
}

function readCookie(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}
