import type { RelayOptions } from '../../../shared/endpoints/endpoint-config'
import type { AcceptorOptions } from '../endpoints/stream/acceptor'
import type { DialTarget } from '../endpoints/stream/dial'

/** Where the clients of a relay of connections come, and how they are accepted. */
export function listenOptions(options: RelayOptions): AcceptorOptions {
  if (options.transport !== 'unix') return options
  const { listenPath: socketPath, removeStale, backlog, maxClients } = options
  return { socketPath, removeStale, backlog, maxClients }
}

/** Where its connections go on to, and how. */
export function dialTarget(options: RelayOptions): DialTarget {
  const { connectTimeout, noDelay, keepAlive, keepAliveDelay } = options
  if (options.targetTransport === 'unix') return { socketPath: options.targetPath, connectTimeout }
  const { targetHost: host, targetPort: port } = options
  return { host, port, localAddress: '', localPort: 0, connectTimeout, noDelay, keepAlive, keepAliveDelay }
}

/** What of the options says where a relay forwards to: it waits for the next start. */
export function targetPlace({ targetTransport, targetHost, targetPort, targetPath }: RelayOptions) {
  return { targetTransport, targetHost, targetPort, targetPath }
}
