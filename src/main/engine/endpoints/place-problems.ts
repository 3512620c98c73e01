import { isIP } from 'node:net'
import type { OptionProblem } from '../../../shared/contract/engine/endpoint-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import type { ErrorCode } from '../../../shared/contract/error-catalogue/error-catalogue'
import type { EndpointOptions } from '../../../shared/endpoints/endpoint-config'
import { unixAddress } from '../../../shared/endpoints/socket-address'
import { probeBind } from '../network/bind-probe'
import type { Transport } from '../network/port-owner'
import { suggestPort } from '../network/suggest-port'
import { checkPath, shownPath } from '../network/unix-path'
import { bindFailure } from './bind-failure'
import type { Endpoint } from './endpoint'
import { optionProblem, thrownProblem } from './option-problem'
import { inTheWay } from './stream/unix-failure'

/** Failures of binding that are the address's fault rather than the port's. */
const addressCodes: readonly ErrorCode[] = [
  'EADDRNOTAVAIL',
  'E_ADDRESS_INVALID',
  'E_ADDRESS_ZONE',
  'EAFNOSUPPORT',
  'EINVAL',
]
const portCodes: readonly ErrorCode[] = ['EADDRINUSE', 'E_PORT_PRIVILEGED', 'EACCES']

/** A host name (RFC 1123; underscores occur in practice), or an address. */
const hostName =
  /^(?=.{1,253}\.?$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i

/** What is wrong with the name or address of a host. */
export function hostProblems(option: string, host: string): OptionProblem[] {
  const looksLikeAddress = host.includes(':') || /^[\d.]+$/.test(host)
  const ok = looksLikeAddress ? isIP(host) !== 0 : host === '' || hostName.test(host) || isInternational(host)
  if (ok) return []
  const code = looksLikeAddress ? 'E_ADDRESS_INVALID' : 'ENOTFOUND'
  return [optionProblem(option, new SockwrightError(code, { address: host, host }))]
}

/** Names beyond ASCII are for the resolver to judge, as long as nothing in them separates or breaks. */
function isInternational(host: string): boolean {
  return /[^\0-\x7f]/.test(host) && !/[\s/@:]/.test(host)
}

/** The path of a Unix socket: too long, or for a server with something in its way. */
export async function pathProblems(
  option: string,
  path: string,
  server: { readonly removeStale: boolean } | null,
  running: Endpoint | null,
): Promise<OptionProblem[]> {
  try {
    const state = running?.status().state
    const own = state?.is === 'listening' && state.local.address === unixAddress(shownPath(path)).address
    await checkPath(path)
    const found = server && !own ? await inTheWay(path) : null
    const ignored = found?.code === 'E_SOCKET_STALE' && server?.removeStale
    return found && !ignored ? [optionProblem(option, found)] : []
  } catch (thrown) {
    return [thrownProblem(thrown, option)]
  }
}

/** Why an address and port cannot be bound now. Binds for a moment. */
export async function bindProblems(
  transport: Transport,
  { address, port }: { readonly address: string; readonly port: number },
  names = { address: 'address', port: 'port' },
): Promise<OptionProblem[]> {
  if (isIP(address) === 0)
    return [optionProblem(names.address, new SockwrightError('E_ADDRESS_INVALID', { address }))]
  try {
    await probeBind(transport, address, port)
    return []
  } catch (thrown) {
    const failure = await bindFailure(transport, address, port, thrown)
    if (addressCodes.includes(failure.code)) return [optionProblem(names.address, failure)]
    const suggested = portCodes.includes(failure.code) ? await suggestPort(transport, address, port) : null
    return [optionProblem(names.port, failure, suggested)]
  }
}

/** Does `running` hold this very address and port? */
export function holds(
  running: Endpoint | null,
  { address, port }: EndpointOptions<'tcp-server' | 'ws-server' | 'udp' | 'relay'>,
): boolean {
  const state = running?.status().state
  if (state?.is !== 'listening' && state?.is !== 'bound') return false
  return state.local.port === port && state.local.address === address
}
