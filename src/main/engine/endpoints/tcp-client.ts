import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { LookUp } from '../network/look-up'
import { BaseEndpoint, type RunParts, type RunSockets } from './base-endpoint'
import type { EndpointSurroundings } from './endpoint'
import { framedConnections } from './framed-connection'
import { StreamClientSockets } from './stream-client'

export type TcpClientConfig = Extract<EndpointConfig, { kind: 'tcp-client' }>

/** Connects to a host and port; every new connection is the next peer. Ends by itself when reconnecting is off. */
export class TcpClientEndpoint extends BaseEndpoint<TcpClientConfig> {
  #sockets: StreamClientSockets<TcpClientConfig> | null = null

  constructor(
    config: TcpClientConfig,
    surroundings: EndpointSurroundings,
    private readonly lookUp: LookUp,
  ) {
    super(config, surroundings)
  }

  override reconnect(): void {
    this.#sockets?.endWait()
  }

  protected override makeSockets(parts: RunParts<TcpClientConfig>): RunSockets<TcpClientConfig> {
    this.#sockets = new StreamClientSockets(parts, this.lookUp, framedConnections(parts.config.options))
    return this.#sockets
  }
}
