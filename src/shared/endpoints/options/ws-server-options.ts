import { tcpServerOptions } from './tcp-server-options'
import {
  closeCode,
  closeReason,
  closeTimeout,
  deflate,
  handshakeTimeout,
  messageLimit,
  pingInterval,
  sendsBinary,
  servedPath,
  spokenProtocols,
  withTls,
} from './websocket-options'
import { withoutFraming } from './without-framing'

export const wsServerOptions = {
  ...withoutFraming(tcpServerOptions),
  tls: withTls,
  path: servedPath,
  protocols: spokenProtocols,
  binary: sendsBinary,
  deflate,
  pingInterval,
  messageLimit,
  handshakeTimeout,
  closeCode,
  closeReason,
  closeTimeout,
} as const
