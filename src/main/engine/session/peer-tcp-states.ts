import type { PeerTcpStates } from '../../../shared/contract/engine/endpoint-calls'
import type { PeerStatus } from '../../../shared/endpoints/endpoint-status'
import { tcpConnections } from '../../../shared/endpoints/tcp-connections'
import { systemTcpFacts } from '../network/tcp-facts'

/** No screen shows more peers at once; the program that measures takes them as arguments. */
const mostMeasured = 64

/** The states of TCP of these peers, which came with their details; null where the system has no table of sockets to read. */
export async function peerTcpStates(peers: readonly PeerStatus[]): Promise<readonly PeerTcpStates[] | null> {
  const connections = peers.flatMap((peer) =>
    tcpConnections(peer).map((connection) => ({ peer: peer.peer, ...connection })),
  )
  const found = new Map(peers.map(({ peer }) => [peer, nothingOf(peer)]))
  // Sockets without a port are in no table, which then need not be read.
  if (connections.length === 0) return [...found.values()]
  const ends = connections.map((connection) => connection.ends)
  const [states, measures] = await Promise.all([
    systemTcpFacts.states(ends),
    systemTcpFacts.measuresOf(ends.slice(0, mostMeasured)),
  ])
  if (states === null) return null
  connections.forEach(({ peer, name }, index) => {
    const known = found.get(peer)!
    const state = states[index] ?? null
    const roundTrip = measures[index]?.roundTrip ?? null
    found.set(peer, name === 'target' ? { ...known, target: state } : { ...known, state, roundTrip })
  })
  return [...found.values()]
}

function nothingOf(peer: number): PeerTcpStates {
  return { peer, state: null, roundTrip: null, target: null }
}
