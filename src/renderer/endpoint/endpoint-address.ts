import type { EndpointConfig } from '../../shared/endpoints/endpoint-config'
import type { EndpointState } from '../../shared/endpoints/endpoint-status'
import { formatAddress, type SocketAddress } from '../../shared/endpoints/socket-address'

function configured(config: EndpointConfig): SocketAddress {
  if (config.kind === 'tcp-client') return { address: config.options.host, port: config.options.port }
  return { address: config.options.address, port: config.options.port }
}

/** Where an endpoint is: as the system says while it runs, as configured before. A client shows its server. */
export function endpointAddress(config: EndpointConfig, state: EndpointState | undefined): string {
  switch (state?.is) {
    case 'listening':
    case 'bound':
      return formatAddress(state.local)
    case 'connected':
      return `→ ${formatAddress(state.remote)}`
    default:
      return `${config.kind === 'tcp-client' ? '→ ' : ''}${formatAddress(configured(config))}`
  }
}
