import { captureErrors } from './capture-errors'
import { datagramErrors } from './datagram-errors'
import { endpointErrors } from './endpoint-errors'
import { fileErrors } from './file-errors'
import { hostErrors } from './host-errors'
import { loadErrors } from './load-errors'
import { payloadErrors } from './payload-errors'
import { relayErrors } from './relay-errors'
import { proxyErrors } from './proxy-errors'
import { scriptErrors } from './script-errors'
import { sequenceErrors } from './sequence-errors'
import { socketErrors } from './socket-errors'
import { tlsErrors } from './tls-errors'
import { websocketErrors } from './websocket-errors'
import { unixSocketErrors } from './unix-socket-errors'
import { workspaceErrors } from './workspace-errors'

/**
 * Every coded failure. Codes without `E_` prefix are the system's own (errno(3), getaddrinfo(3)); codes with it are ours.
 * `docs/contract.md` is checked against this list.
 */
export const errorCatalogue = {
  ...socketErrors,
  ...datagramErrors,
  ...proxyErrors,
  ...tlsErrors,
  ...unixSocketErrors,
  ...endpointErrors,
  ...websocketErrors,
  ...payloadErrors,
  ...fileErrors,
  ...sequenceErrors,
  ...captureErrors,
  ...relayErrors,
  ...workspaceErrors,
  ...scriptErrors,
  ...loadErrors,
  ...hostErrors,
} as const

export type ErrorCode = keyof typeof errorCatalogue
