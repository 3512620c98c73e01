import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { LookUp } from '../network/look-up'
import { BaseEndpoint } from './base-endpoint'
import type { RunParts, RunSockets } from './run-sockets'
import type { EndpointSurroundings } from './endpoint'
import { framedConnections } from './framed-connection'
import { StreamClientSockets } from './stream-client'

/** Clients whose messages are cut out of the stream as the options say. */
type FramedClientConfig = Extract<EndpointConfig, { kind: 'tcp-client' | 'unix-client' }>

/**
 * Connects to a host and port or to a Unix socket; every new connection is the next peer. Ends by itself when
 * reconnecting is off.
 */
export class StreamClientEndpoint<C extends FramedClientConfig> extends BaseEndpoint<C> {
  #sockets: StreamClientSockets<C> | null = null

  constructor(
    config: C,
    surroundings: EndpointSurroundings,
    private readonly lookUp: LookUp,
  ) {
    super(config, surroundings)
  }

  override reconnect(): void {
    this.#sockets?.endWait()
  }

  protected override makeSockets(parts: RunParts<C>): RunSockets<C> {
    this.#sockets = new StreamClientSockets(parts, this.lookUp, framedConnections(parts.config.options))
    return this.#sockets
  }
}
