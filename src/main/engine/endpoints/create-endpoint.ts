import { assertNever } from '../../../shared/assert-never'
import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import { systemLookUp, type LookUp } from '../network/look-up'
import { RelayEndpoint } from '../relay/relay-endpoint'
import type { Endpoint, EndpointSurroundings } from './endpoint'
import { StreamClientEndpoint } from './stream-client-endpoint'
import { StreamServerEndpoint } from './stream-server-endpoint'
import { UdpEndpoint } from './udp/udp-endpoint'
import { WsClientEndpoint } from './websocket/ws-client'
import { WsServerEndpoint } from './websocket/ws-server'

/** Makes an endpoint of any kind, stopped. `lookUp` finds the addresses of host names. */
export function createEndpoint(
  config: EndpointConfig,
  surroundings: EndpointSurroundings,
  lookUp: LookUp = systemLookUp,
): Endpoint {
  switch (config.kind) {
    case 'tcp-server':
    case 'unix-server':
      return new StreamServerEndpoint(config, surroundings)
    case 'tcp-client':
    case 'unix-client':
      return new StreamClientEndpoint(config, surroundings, lookUp)
    case 'udp':
      return new UdpEndpoint(config, surroundings, lookUp)
    case 'ws-server':
      return new WsServerEndpoint(config, surroundings)
    case 'ws-client':
      return new WsClientEndpoint(config, surroundings, lookUp)
    case 'relay':
      return new RelayEndpoint(config, surroundings, lookUp)
    default:
      return assertNever(config)
  }
}
