import type { EndpointConfig } from '../../../../shared/endpoints/endpoint-config'
import { parseHeaders, parseProtocols } from '../../../../shared/endpoints/websocket-texts'
import type { LookUp } from '../../network/look-up'
import type { Behaviour } from '../../rules/behaviour'
import { BaseEndpoint } from '../base-endpoint'
import type { RunParts, RunSockets } from '../run-sockets'
import type { EndpointSurroundings } from '../endpoint'
import { StreamClientSockets } from '../stream-client'
import { ClientHandshake, type ClientRequest } from './client-handshake'
import { WebSocketConnection } from './websocket-connection'

export type WsClientConfig = Extract<EndpointConfig, { kind: 'ws-client' }>

/** Connects to a host and port and opens a WebSocket there; every new connection is the next peer. */
export class WsClientEndpoint extends BaseEndpoint<WsClientConfig> {
  #sockets: WsClientSockets | null = null

  constructor(
    config: WsClientConfig,
    surroundings: EndpointSurroundings,
    private readonly lookUp: LookUp,
  ) {
    super(config, surroundings)
  }

  override reconnect(): void {
    this.#sockets?.endWait()
  }

  protected override makeSockets(parts: RunParts<WsClientConfig>): RunSockets<WsClientConfig> {
    this.#sockets = new WsClientSockets(parts, this.lookUp)
    return this.#sockets
  }
}

class WsClientSockets extends StreamClientSockets<WsClientConfig> {
  #settings: WsClientConfig['options']

  constructor(parts: RunParts<WsClientConfig>, lookUp: LookUp) {
    const { options } = parts.config
    const { messageLimit } = options
    const request = requestOf(options)
    super(parts, lookUp, (peer, stream, host) => {
      const handshake = new ClientHandshake(request)
      const settings = () => this.#settings
      return new WebSocketConnection(peer, stream, host, {
        role: 'client',
        handshake,
        messageLimit,
        settings,
      })
    })
    this.#settings = options
  }

  override configure(config: WsClientConfig, behaviour: Behaviour): void {
    this.#settings = config.options
    super.configure(config, behaviour)
  }
}

function requestOf(options: WsClientConfig['options']): ClientRequest {
  const { path, deflate, messageLimit } = options
  return {
    host: hostHeader(options.host, options.port, options.tls === 'off' ? 80 : 443),
    path,
    protocols: parseProtocols(options.protocols) ?? [],
    headers: parseHeaders(options.headers) ?? [],
    deflate,
    messageLimit,
  }
}

/** The usual port of the scheme is left out (RFC 9110, 7.2). */
function hostHeader(host: string, port: number, usual: number): string {
  const name = host.includes(':') ? `[${host}]` : host
  return port === usual ? name : `${name}:${port}`
}
