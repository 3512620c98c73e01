import { isErrorCode, SockwrightError } from '../../../shared/contract/errors'
import type { ErrorCode } from '../../../shared/contract/error-catalogue/error-catalogue'
import type { PortOwner } from '../network/port-owner'

/** What an endpoint was doing when the system refused; fills the words of the failure. */
export interface SocketContext {
  readonly operation: 'bind' | 'connect' | 'send' | 'receive' | 'accept' | 'look-up' | 'join' | 'set'
  /** The address and port it was about: the local ones for `bind`, those of the peer otherwise. */
  readonly address?: string
  readonly port?: number
  /** The local side of a connect, which may be what was refused. */
  readonly localAddress?: string
  readonly localPort?: number
  /** What was looked up. */
  readonly host?: string
  /** Length of the datagram that was refused. */
  readonly bytes?: number
  /** Bytes that never reached the kernel. */
  readonly unsent?: number
  readonly owner?: PortOwner | null
  /** Ports below it need rights. */
  readonly firstUnprivilegedPort?: number
}

interface SystemError {
  readonly code?: unknown
  readonly message?: unknown
}

/** Names that other systems and resolvers have for the same thing. */
const synonyms: Readonly<Record<string, ErrorCode>> = {
  EAI_NONAME: 'ENOTFOUND',
  EAI_NODATA: 'ENOTFOUND',
  ENODATA: 'ENOTFOUND',
  EAI_FAIL: 'EAI_AGAIN',
  EHOSTDOWN: 'EHOSTUNREACH',
  EAI_ADDRFAMILY: 'EAFNOSUPPORT',
  EAI_FAMILY: 'EAFNOSUPPORT',
}

/** Turns what a socket or the resolver threw into a coded failure whose details fill every place of its message. */
export function socketFailure(thrown: unknown, context: SocketContext): SockwrightError {
  if (thrown instanceof SockwrightError) return thrown
  const error = (thrown ?? {}) as SystemError
  const system = typeof error.code === 'string' ? error.code : 'UNKNOWN'
  const reason = typeof error.message === 'string' && error.message !== '' ? error.message : system
  return new SockwrightError(codeOf(system, context), detailsOf(system, reason, context), { cause: thrown })
}

function codeOf(system: string, context: SocketContext): ErrorCode {
  const { operation, port = 0, firstUnprivilegedPort = 0 } = context
  if (system === 'EACCES' && operation === 'bind' && port > 0 && port < firstUnprivilegedPort) {
    return 'E_PORT_PRIVILEGED'
  }
  // A connect finds its own side taken: Linux says so with either code (connect(2)).
  if (system === 'EADDRNOTAVAIL' && operation === 'connect') {
    return context.localPort ? 'EADDRINUSE' : 'E_SYSTEM'
  }
  if (system === 'EINVAL' && lacksZone(context.address ?? '')) return 'E_ADDRESS_ZONE'
  const code = synonyms[system] ?? system
  return isErrorCode(code) ? code : 'E_SYSTEM'
}

/** A link-local IPv6 address (RFC 4291, 2.5.6) without the interface it is meant on. */
function lacksZone(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address) && !address.includes('%')
}

function detailsOf(system: string, reason: string, context: SocketContext): Record<string, unknown> {
  const ownSide = context.operation === 'connect' && (system === 'EADDRINUSE' || system === 'EADDRNOTAVAIL')
  const address = (ownSide ? context.localAddress || '*' : context.address) ?? context.host ?? '?'
  const { owner } = context
  return {
    system,
    reason,
    operation: operationText(context),
    address,
    port: (ownSide ? context.localPort : context.port) ?? 0,
    host: context.host ?? address,
    bytes: context.bytes ?? 0,
    unsent: context.unsent ?? 0,
    firstFree: context.firstUnprivilegedPort ?? 0,
    // In brackets, so that the words read well in every language.
    ownerText: owner ? ` (${owner.name}, pid ${owner.pid})` : '',
    ...(owner ? { owner: { name: owner.name, pid: owner.pid } } : {}),
  }
}

/** Names the call of the system, which is the same in every language. */
function operationText({ operation, address, port, host }: SocketContext): string {
  const where = address ?? host
  if (where === undefined) return operation
  return port === undefined ? `${operation}(${where})` : `${operation}(${where}, ${port})`
}
