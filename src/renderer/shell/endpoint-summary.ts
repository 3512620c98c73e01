import type { EndpointConfig } from '../../shared/endpoints/endpoint-config'
import { endpointKindTexts, socketRoles, type EndpointKind } from '../../shared/endpoints/endpoint-kind'
import type { EndpointState, EndpointStatus } from '../../shared/endpoints/endpoint-status'
import { relayListenAddress, relayTargetAddress } from '../../shared/endpoints/relay-places'
import { formatAddress, isUnixAddress, type SocketAddress } from '../../shared/endpoints/socket-address'
import { local, t } from '../language/use-language'

export type DotLook = 'up' | 'wait' | 'err' | 'off'

/** How the dot of a state looks. */
export function dotLook(state: EndpointState | undefined): DotLook {
  switch (state?.is) {
    case undefined:
    case 'stopped':
      return 'off'
    case 'listening':
      return state.refusing ? 'wait' : 'up'
    case 'bound':
    case 'connected':
      return 'up'
    case 'starting':
    case 'connecting':
    case 'waiting':
    case 'stopping':
      return 'wait'
    case 'failed':
      return 'err'
  }
}

/** A state in one or a few words; a wait counts down from `now` (ms since the epoch). */
export function stateWords(state: EndpointState | undefined, now: number): string {
  if (!state) return t('shell.state.stopped')
  if (state.is === 'listening' && state.refusing) return t('shell.state.refusing')
  if (state.is !== 'waiting') return t(`shell.state.${state.is}`)
  return t('shell.state.retryIn', { seconds: Math.max(0, Math.ceil((state.until - now) / 1_000)) })
}

/** Kind and address in one line: `TCP server :9000`, `TCP client → :9000`, `UDP :5353`. */
export function endpointSummary(
  config: EndpointConfig,
  status: EndpointStatus | undefined,
  now: number,
): string {
  const kind = shortKind(config.kind)
  if (status?.state.is === 'waiting') return `${kind}, ${stateWords(status.state, now)}`
  return `${kind} ${address(config, status)}`
}

/** The path of a Unix socket says which of the two it is, and needs the room. */
function shortKind(kind: EndpointKind): string {
  if (kind === 'udp') return 'UDP'
  return kind === 'unix-server' || kind === 'unix-client' ? 'Unix' : local(endpointKindTexts[kind].name)
}

function address(config: EndpointConfig, status: EndpointStatus | undefined): string {
  if ('socketPath' in config.options) {
    const { socketPath: path } = config.options
    return socketRoles[config.kind] === 'client' ? `→ ${path}` : path
  }
  if ('host' in config.options) return `→ ${hostAndPort(config.options.host, config.options.port)}`
  const state = status?.state
  const port = state?.is === 'listening' || state?.is === 'bound' ? state.local.port : config.options.port
  if (config.kind === 'relay') {
    const listen = relayListenAddress(config.options)
    return `${shortAddress(isUnixAddress(listen) ? listen : { ...listen, port })} → ${shortAddress(relayTargetAddress(config.options))}`
  }
  const own = hostAndPort(config.options.address, port)
  if (config.kind !== 'udp' || config.options.remoteHost === '') return own
  return `${own} → ${hostAndPort(config.options.remoteHost, config.options.remotePort)}`
}

/** Addresses that say nothing here: this machine, or all of it. */
const unremarkable = new Set(['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::'])

function shortAddress(at: SocketAddress): string {
  return isUnixAddress(at) ? formatAddress(at) : hostAndPort(at.address, at.port)
}

function hostAndPort(host: string, port: number): string {
  if (unremarkable.has(host)) return `:${port}`
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
