import type { EndpointConfig } from '../../shared/endpoints/endpoint-config'
import { socketRoles } from '../../shared/endpoints/endpoint-kind'
import type { EndpointState } from '../../shared/endpoints/endpoint-status'
import { relayListenAddress, relayTargetAddress } from '../../shared/endpoints/relay-places'
import {
  formatAddress,
  isUnixAddress,
  unixAddress,
  type SocketAddress,
} from '../../shared/endpoints/socket-address'

function configured(config: EndpointConfig): SocketAddress {
  const { options } = config
  if ('socketPath' in options) return unixAddress(options.socketPath)
  if (config.kind === 'relay') return relayListenAddress(config.options)
  return { address: 'host' in options ? options.host : options.address, port: options.port }
}

/** Where a relay forwards to; the host is told where it is another one. */
function target(config: EndpointConfig, local: SocketAddress): string {
  if (config.kind !== 'relay') return ''
  const at = relayTargetAddress(config.options)
  const isHere = at.address === local.address && !isUnixAddress(at)
  return ` → ${isHere ? `:${at.port}` : formatAddress(at)}`
}

/** Whom a proxy connects us with. */
function behindProxy({ options }: EndpointConfig): string {
  if (!('proxy' in options) || options.proxy === '') return ''
  return ` → ${formatAddress({ address: options.host, port: options.port })}`
}

/** Where an endpoint is: as the system says while it runs, as configured before. A client shows its server. */
export function endpointAddress(config: EndpointConfig, state: EndpointState | undefined): string {
  switch (state?.is) {
    case 'listening':
      return formatAddress(state.local) + target(config, state.local)
    case 'bound':
      return formatAddress(state.local) + (state.remote ? ` → ${formatAddress(state.remote)}` : '')
    case 'connected':
      return `→ ${formatAddress(state.remote)}${behindProxy(config)}`
    default:
      return `${socketRoles[config.kind] === 'client' ? '→ ' : ''}${formatAddress(configured(config))}${target(config, configured(config))}`
  }
}
