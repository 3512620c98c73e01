import { tcpClientOptions } from './tcp-client-options'
import {
  closeCode,
  closeReason,
  closeTimeout,
  deflate,
  handshakeTimeout,
  messageLimit,
  offeredProtocols,
  pingInterval,
  requestHeaders,
  requestPath,
  sendsBinary,
  withTls,
} from './websocket-options'
import { withoutFraming } from './without-framing'

export const wsClientOptions = {
  ...withoutFraming(tcpClientOptions),
  tls: withTls,
  path: requestPath,
  protocols: offeredProtocols,
  headers: requestHeaders,
  binary: sendsBinary,
  deflate,
  pingInterval,
  messageLimit,
  handshakeTimeout,
  closeCode,
  closeReason,
  closeTimeout,
} as const
