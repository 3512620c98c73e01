import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import { BaseEndpoint, type RunParts, type RunSockets } from './base-endpoint'
import { framedConnections } from './framed-connection'
import { StreamServerSockets } from './stream-server'

export type TcpServerConfig = Extract<EndpointConfig, { kind: 'tcp-server' }>

/** Listens on a port; every client it accepts is the next peer. */
export class TcpServerEndpoint extends BaseEndpoint<TcpServerConfig> {
  protected override makeSockets(parts: RunParts<TcpServerConfig>): RunSockets<TcpServerConfig> {
    return new StreamServerSockets(parts, framedConnections(parts.config.options))
  }
}
