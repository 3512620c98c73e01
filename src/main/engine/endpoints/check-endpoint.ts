import { isIP } from 'node:net'
import type { OptionProblem } from '../../../shared/contract/engine/endpoint-calls'
import type { PortCheck } from '../../../shared/contract/engine/network-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import type { ErrorCode } from '../../../shared/contract/error-catalogue/error-catalogue'
import {
  checkOptions,
  type EndpointOptions,
  type OptionInput,
} from '../../../shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../../shared/endpoints/endpoint-kind'
import { unixAddress } from '../../../shared/endpoints/socket-address'
import { checkPath, shownPath } from '../network/unix-path'
import { inTheWay } from './stream/unix-failure'
import { probeBind } from '../network/bind-probe'
import type { Transport } from '../network/port-owner'
import { suggestPort } from '../network/suggest-port'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import { optionFailure } from '../option-failure'
import { assertNoLoop } from '../relay/loop-check'
import { optionRules } from '../rules/endpoint-rules'
import { unavailableOptions } from './available-options'
import { bindFailure } from './bind-failure'
import type { Endpoint } from './endpoint'
import { canShare, udpOptionProblems } from './udp-option-problems'
import { clientContext, serverContext, type TlsSurroundings } from './tls/tls-settings'

/** Failures of binding that are the address's fault rather than the port's. */
const addressCodes: readonly ErrorCode[] = ['EADDRNOTAVAIL', 'E_ADDRESS_INVALID', 'EAFNOSUPPORT', 'EINVAL']
const portCodes: readonly ErrorCode[] = ['EADDRINUSE', 'E_PORT_PRIVILEGED', 'EACCES']

/**
 * What would keep an endpoint with these options from working now. Binds for a moment, connects to nobody. A port that
 * `running`, the endpoint itself, holds is no problem.
 */
export async function checkEndpoint(
  kind: EndpointKind,
  input: OptionInput,
  running: Endpoint | null,
  surroundings: Pick<TlsSurroundings, 'secret' | 'certificates'>,
): Promise<OptionProblem[]> {
  const checked = checkOptions(kind, input)
  if (!checked.ok) {
    return checked.issues.map((issue) => ({
      option: issue.option,
      failure: optionFailure(issue, input),
      suggestedPort: null,
    }))
  }
  const options: EndpointOptions = checked.options
  const texts = [
    ...textProblems(options),
    ...(await unavailableProblems(kind, options)),
    ...(await tlsProblems(options, surroundings)),
  ]
  if ('socketPath' in options) return [...(await pathProblems(options, running)), ...texts]
  if ('host' in options)
    return [...hostProblems('host', options.host), ...(await localProblems(options)), ...texts]
  if ('targetHost' in options) return [...(await relayProblems(options, running)), ...texts]
  const isFree = holds(running, options) || ('reuseAddress' in options && (await canShare(options)))
  const bind = isFree ? [] : await bindProblems(kind === 'udp' ? 'udp' : 'tcp', options)
  if (!('remoteHost' in options)) return [...bind, ...texts]
  return [...bind, ...hostProblems('remoteHost', options.remoteHost), ...udpOptionProblems(options), ...texts]
}

async function unavailableProblems(kind: EndpointKind, options: EndpointOptions): Promise<OptionProblem[]> {
  const found = await unavailableOptions(kind, { ...options })
  return found.map((failure) => problem(String(failure.details.option), failure))
}

async function relayProblems(
  options: EndpointOptions<'relay'>,
  running: Endpoint | null,
): Promise<OptionProblem[]> {
  const { transport, address, port, targetHost, targetPort } = options
  const hosts = hostProblems('targetHost', targetHost)
  const bind = holds(running, options) ? [] : await bindProblems(transport, options)
  return [...bind, ...(hosts.length > 0 ? hosts : loopProblems({ address, port }, targetHost, targetPort))]
}

/** A name is looked up when the relay starts. */
function loopProblems(local: SocketAddress, host: string, port: number): OptionProblem[] {
  try {
    if (isIP(host) !== 0) assertNoLoop(local, { address: host, port })
    return []
  } catch (thrown) {
    if (!(thrown instanceof SockwrightError)) throw thrown
    return [problem('targetPort', thrown)]
  }
}

function problem(
  option: string,
  failure: SockwrightError,
  suggestedPort: number | null = null,
): OptionProblem {
  return { option, failure: failure.toFailure(), suggestedPort }
}

/** Files and lists of TLS, as they are now. */
async function tlsProblems(
  options: EndpointOptions,
  surroundings: Pick<TlsSurroundings, 'secret' | 'certificates'>,
): Promise<OptionProblem[]> {
  if (!('tls' in options) || options.tls === 'off') return []
  try {
    if ('tlsClientCert' in options) await serverContext(options, surroundings)
    else if ('tlsVerify' in options) await clientContext(options, surroundings)
    return []
  } catch (thrown) {
    if (!(thrown instanceof SockwrightError)) throw thrown
    return [problem(String(thrown.details.option ?? 'tls'), thrown)]
  }
}

function textProblems(options: EndpointOptions): OptionProblem[] {
  try {
    optionRules(options, { encoding: options.encoding, variables: null })
    return []
  } catch (thrown) {
    if (!(thrown instanceof SockwrightError)) throw thrown
    return [problem(String(thrown.details.option), thrown)]
  }
}

/** A host name (RFC 1123; underscores occur in practice), or an address. */
const hostName =
  /^(?=.{1,253}\.?$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i

function hostProblems(option: string, host: string): OptionProblem[] {
  const looksLikeAddress = host.includes(':') || /^[\d.]+$/.test(host)
  const ok = looksLikeAddress ? isIP(host) !== 0 : host === '' || hostName.test(host) || isInternational(host)
  if (ok) return []
  const code = looksLikeAddress ? 'E_ADDRESS_INVALID' : 'ENOTFOUND'
  return [problem(option, new SockwrightError(code, { address: host, host }))]
}

/** Names beyond ASCII are for the resolver to judge, as long as nothing in them separates or breaks. */
function isInternational(host: string): boolean {
  return /[^\0-\x7f]/.test(host) && !/[\s/@:]/.test(host)
}

/** The path of a Unix socket: too long, or for a server (`removeStale`) with something in its way. */
async function pathProblems(
  options: EndpointOptions<'unix-server' | 'unix-client'>,
  running: Endpoint | null,
): Promise<OptionProblem[]> {
  const { socketPath: path } = options
  try {
    const state = running?.status().state
    const own = state?.is === 'listening' && state.local.address === unixAddress(shownPath(path)).address
    await checkPath(path)
    const found = 'removeStale' in options && !own ? await inTheWay(path) : null
    const ignored = found?.code === 'E_SOCKET_STALE' && 'removeStale' in options && options.removeStale
    return found && !ignored ? [problem('socketPath', found)] : []
  } catch (thrown) {
    if (!(thrown instanceof SockwrightError)) throw thrown
    return [problem('socketPath', thrown)]
  }
}

/** The local side of a client: probed like a server's, for the system refuses it for the same reasons. */
async function localProblems(options: EndpointOptions<'tcp-client' | 'ws-client'>): Promise<OptionProblem[]> {
  const { localAddress, localPort, host } = options
  if (localAddress === '' && localPort === 0) return []
  const address = localAddress || (isIP(host) === 6 ? '::' : '0.0.0.0')
  const family = isIP(localAddress)
  if (family !== 0 && isIP(host) !== 0 && family !== isIP(host)) {
    return [
      problem(
        'localAddress',
        new SockwrightError('E_ADDRESS_FAMILY', { address: host, bound: localAddress }),
      ),
    ]
  }
  return bindProblems('tcp', { address, port: localPort }, { address: 'localAddress', port: 'localPort' })
}

async function bindProblems(
  transport: Transport,
  { address, port }: { readonly address: string; readonly port: number },
  names = { address: 'address', port: 'port' },
): Promise<OptionProblem[]> {
  if (isIP(address) === 0)
    return [problem(names.address, new SockwrightError('E_ADDRESS_INVALID', { address }))]
  try {
    await probeBind(transport, address, port)
    return []
  } catch (thrown) {
    const failure = await bindFailure(transport, address, port, thrown)
    if (addressCodes.includes(failure.code)) return [problem(names.address, failure)]
    const suggested = portCodes.includes(failure.code) ? await suggestPort(transport, address, port) : null
    return [problem(names.port, failure, suggested)]
  }
}

/** Can this address and port be bound now? Binds for a moment. */
export async function checkPort(transport: Transport, address: string, port: number): Promise<PortCheck> {
  const [found] = await bindProblems(transport, { address, port })
  return { failure: found?.failure ?? null, suggestedPort: found?.suggestedPort ?? null }
}

/** Does `running` hold this very address and port? */
function holds(
  running: Endpoint | null,
  { address, port }: EndpointOptions<'tcp-server' | 'ws-server' | 'udp' | 'relay'>,
): boolean {
  const state = running?.status().state
  if (state?.is !== 'listening' && state?.is !== 'bound') return false
  return state.local.port === port && state.local.address === address
}
