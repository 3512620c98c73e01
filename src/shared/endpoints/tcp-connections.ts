import type { PeerStatus } from './endpoint-status'
import type { SocketAddress } from './socket-address'

/** Both ends of a TCP connection. */
export interface ConnectionEnds {
  readonly local: SocketAddress
  readonly remote: SocketAddress
}

/** A TCP connection of a peer; `name` is the leg of a relay's, of which a peer has two. */
export interface PeerConnection {
  readonly name: 'client' | 'target' | null
  readonly ends: ConnectionEnds
}

/** The TCP connections that a peer has now, where it came with its details: none of datagrams, Unix sockets and closed ones. */
export function tcpConnections({ state, remote, details, legs }: PeerStatus): PeerConnection[] {
  if (state === 'closed') return []
  if (legs) {
    return (['client', 'target'] as const).flatMap((name) =>
      connection(name, legs[name].local, legs[name].remote),
    )
  }
  return connection(null, details?.local ?? null, remote)
}

/** Addresses of Unix sockets have no port. */
function connection(
  name: PeerConnection['name'],
  local: SocketAddress | null,
  remote: SocketAddress | null,
): PeerConnection[] {
  return local && remote && local.port > 0 && remote.port > 0 ? [{ name, ends: { local, remote } }] : []
}
