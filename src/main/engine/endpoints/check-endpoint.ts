import { isIP } from 'node:net'
import type { OptionProblem } from '../../../shared/contract/engine/endpoint-calls'
import type { PortCheck } from '../../../shared/contract/engine/network-calls'
import { SockwrightError } from '../../../shared/contract/errors'
import {
  checkOptions,
  type EndpointOptions,
  type OptionInput,
} from '../../../shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../../shared/endpoints/endpoint-kind'
import type { Transport } from '../network/port-owner'
import { optionFailure } from '../option-failure'
import { relayProblems } from '../relay/relay-problems'
import { optionRules } from '../rules/endpoint-rules'
import { unavailableOptions } from './available-options'
import type { Endpoint } from './endpoint'
import { optionProblem, thrownProblem } from './option-problem'
import { bindProblems, holds, hostProblems, pathProblems } from './place-problems'
import { canShare, udpOptionProblems } from './udp/udp-option-problems'
import { clientContext, serverContext, type TlsSurroundings } from './tls/tls-settings'

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
  const general = [...textProblems(options), ...(await unavailableProblems(kind, options))]
  if ('targetHost' in options) return [...(await relayProblems(options, running, surroundings)), ...general]
  const texts = [...general, ...(await tlsProblems(options, surroundings))]
  if ('socketPath' in options) {
    const server = 'removeStale' in options ? options : null
    return [...(await pathProblems('socketPath', options.socketPath, server, running)), ...texts]
  }
  if ('host' in options)
    return [...hostProblems('host', options.host), ...(await localProblems(options)), ...texts]
  const isFree = holds(running, options) || ('reuseAddress' in options && (await canShare(options)))
  const bind = isFree ? [] : await bindProblems(kind === 'udp' ? 'udp' : 'tcp', options)
  if (!('remoteHost' in options)) return [...bind, ...texts]
  return [...bind, ...hostProblems('remoteHost', options.remoteHost), ...udpOptionProblems(options), ...texts]
}

async function unavailableProblems(kind: EndpointKind, options: EndpointOptions): Promise<OptionProblem[]> {
  const found = await unavailableOptions(kind, { ...options })
  return found.map((failure) => optionProblem(String(failure.details.option), failure))
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
    return [thrownProblem(thrown, 'tls')]
  }
}

function textProblems(options: EndpointOptions): OptionProblem[] {
  try {
    optionRules(options, { encoding: options.encoding, variables: null })
    return []
  } catch (thrown) {
    return [thrownProblem(thrown, 'reply')]
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
      optionProblem(
        'localAddress',
        new SockwrightError('E_ADDRESS_FAMILY', { address: host, bound: localAddress }),
      ),
    ]
  }
  return bindProblems('tcp', { address, port: localPort }, { address: 'localAddress', port: 'localPort' })
}

/** Can this address and port be bound now? Binds for a moment. */
export async function checkPort(transport: Transport, address: string, port: number): Promise<PortCheck> {
  const [found] = await bindProblems(transport, { address, port })
  return { failure: found?.failure ?? null, suggestedPort: found?.suggestedPort ?? null }
}
