/**
 * Chromium asks DevTools only for addresses it could fetch, so the app's own scheme travels as a host of `https:`, which
 * has the same standing (standard, secure) and is never looked up: every request is answered or refused here.
 */
const suffix = '.app-scheme.invalid'

interface CustomScheme {
  readonly scheme: string
  readonly privileges?: { readonly standard?: boolean; readonly secure?: boolean }
}

const privileged = new Map<string, CustomScheme>()
const handlers = new Map<string, (request: Request) => Response | Promise<Response>>()
const readiness = { ready: false, registered: false }

export function schemesReady(): void {
  readiness.ready = true
}

export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly CustomScheme[]): void {
    if (readiness.ready)
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    if (readiness.registered) throw new Error('protocol.registerSchemesAsPrivileged can be called only once')
    readiness.registered = true
    schemes.forEach((scheme) => privileged.set(scheme.scheme, scheme))
  },
  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void {
    if (!readiness.ready) throw new Error('protocol.handle can be used only after app is ready')
    if (handlers.has(scheme)) throw new Error(`The scheme ${scheme} is handled already`)
    handlers.set(scheme, handler)
  },
}

/** The address under which Chromium knows one of the app's; others are left as they are. */
export function outward(url: string): string {
  const { protocol: scheme, host, pathname, search, hash } = new URL(url)
  const name = scheme.slice(0, -1)
  const { privileges } = privileged.get(name) ?? {}
  if (!privileges?.standard || !privileges.secure) return url
  return `https://${host}.${name}${suffix}${pathname}${search}${hash}`
}

/** The reverse of {@link outward}. */
export function inward(url: string): string {
  if (!URL.canParse(url)) return url
  const { hostname, pathname, search, hash } = new URL(url)
  if (!hostname.endsWith(suffix)) return url
  const [name, ...host] = hostname.slice(0, -suffix.length).split('.').reverse()
  return `${name}://${host.reverse().join('.')}${pathname}${search}${hash}`
}

/** The app's answer to a request for one of its own addresses; null for any other. */
export async function answerRequest(url: string, method: string): Promise<Response | null> {
  const own = inward(url)
  const handler = own === url ? undefined : handlers.get(new URL(own).protocol.slice(0, -1))
  if (handler === undefined) return null
  // `Request` knows no schemes of an app, so it gets the address afterwards.
  const request = new Request(url, { method })
  Object.defineProperty(request, 'url', { value: own })
  return handler(request)
}
