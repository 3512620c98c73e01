import type { RelayOptions } from './endpoint-config'
import { unixAddress, type SocketAddress } from './socket-address'

/** Where the clients of a relay come, as its options say. */
export function relayListenAddress({ transport, listenPath, address, port }: RelayOptions): SocketAddress {
  return transport === 'unix' ? unixAddress(listenPath) : { address, port }
}

/** Where it forwards to; the address may be a name. */
export function relayTargetAddress(options: RelayOptions): SocketAddress {
  const { transport, targetTransport, targetPath, targetHost: address, targetPort: port } = options
  return transport !== 'udp' && targetTransport === 'unix' ? unixAddress(targetPath) : { address, port }
}
