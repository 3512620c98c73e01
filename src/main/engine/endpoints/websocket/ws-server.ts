import type { EndpointConfig } from '../../../../shared/endpoints/endpoint-config'
import { parseProtocols } from '../../../../shared/endpoints/websocket-texts'
import type { Behaviour } from '../../rules/behaviour'
import { BaseEndpoint } from '../base-endpoint'
import type { RunParts, RunSockets } from '../run-sockets'
import { StreamServerSockets } from '../stream-server'
import { ServerHandshake } from './server-handshake'
import { WebSocketConnection } from './websocket-connection'

export type WsServerConfig = Extract<EndpointConfig, { kind: 'ws-server' }>

/** Listens on a port; every client it accepts is the next peer, and opens a WebSocket or is refused. */
export class WsServerEndpoint extends BaseEndpoint<WsServerConfig> {
  protected override makeSockets(parts: RunParts<WsServerConfig>): RunSockets<WsServerConfig> {
    return new WsServerSockets(parts)
  }
}

class WsServerSockets extends StreamServerSockets<WsServerConfig> {
  #settings: WsServerConfig['options']

  constructor(parts: RunParts<WsServerConfig>) {
    const { options } = parts.config
    const { path, deflate, messageLimit } = options
    const terms = { path, protocols: parseProtocols(options.protocols) ?? [], deflate, messageLimit }
    super(parts, (peer, stream, host) => {
      const handshake = new ServerHandshake(terms)
      const settings = () => this.#settings
      return new WebSocketConnection(peer, stream, host, {
        role: 'server',
        handshake,
        messageLimit,
        settings,
      })
    })
    this.#settings = options
  }

  override configure(config: WsServerConfig, behaviour: Behaviour): void {
    this.#settings = config.options
    super.configure(config, behaviour)
  }
}
