import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import { BaseEndpoint } from './base-endpoint'
import type { RunParts, RunSockets } from './run-sockets'
import { framedConnections } from './framed-connection'
import { StreamServerSockets } from './stream-server'

/** Servers whose messages are cut out of the stream as the options say. */
type FramedServerConfig = Extract<EndpointConfig, { kind: 'tcp-server' | 'unix-server' }>

/** Listens on a port or a Unix socket; every client it accepts is the next peer. */
export class StreamServerEndpoint<C extends FramedServerConfig> extends BaseEndpoint<C> {
  protected override makeSockets(parts: RunParts<C>): RunSockets<C> {
    return new StreamServerSockets(parts, framedConnections(parts.config.options))
  }
}
