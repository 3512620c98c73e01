import type { PeerTcpStates } from '../../../shared/contract/engine/endpoint-calls'
import type { PeerStatus } from '../../../shared/endpoints/endpoint-status'
import { tcpConnections } from '../../../shared/endpoints/tcp-connections'
import { systemTcpFacts } from '../network/tcp-facts'

/** The states of TCP of these peers, which came with their details; null where the system has no table of sockets to read. */
export async function peerTcpStates(peers: readonly PeerStatus[]): Promise<readonly PeerTcpStates[] | null> {
  const connections = peers.flatMap((peer) =>
    tcpConnections(peer).map((connection) => ({ peer: peer.peer, ...connection })),
  )
  // Sockets without a port are in no table, which then need not be read.
  const states =
    connections.length === 0 ? [] : await systemTcpFacts.states(connections.map(({ ends }) => ends))
  if (states === null) return null
  const found = new Map(peers.map(({ peer }) => [peer, { peer, state: null, target: null } as PeerTcpStates]))
  connections.forEach(({ peer, name }, index) => {
    const known = found.get(peer)!
    const state = states[index] ?? null
    found.set(peer, name === 'target' ? { ...known, target: state } : { ...known, state })
  })
  return [...found.values()]
}
