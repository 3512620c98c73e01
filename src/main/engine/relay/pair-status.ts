import type { LegStatus, PeerEnd, PeerState, PeerStatus } from '../../../shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { RelayLeg } from './relay-leg'

/** What is known of the peer of a relay, besides its connections. */
export interface PairFacts {
  readonly peer: number
  /** ms since the epoch; `until` is null while it goes on. */
  readonly since: number
  readonly until: number | null
  readonly client: RelayLeg
  /** Null until the target is connected. */
  readonly target: RelayLeg | null
  /** Where the target is, or was sought last. */
  readonly sought: SocketAddress | null
  /** There is no way to the target. */
  readonly hasFailed: boolean
  readonly ourNumber: string | null
  /** How it ended; valid once it is closed. */
  readonly end: PeerEnd
}

/** A peer of a relay as the list of peers has it: counted and addressed as its client is, with both legs. */
export function pairStatus(pair: PairFacts): PeerStatus {
  const { peer, since, until, client, target, ourNumber } = pair
  return {
    peer,
    remote: client.remote,
    state: stateOf(pair),
    since,
    until,
    receivedBytes: client.receivedBytes,
    sentBytes: client.sentBytes,
    queuedBytes: client.queuedBytes + (target?.queuedBytes ?? 0),
    end: until === null ? null : pair.end,
    ourNumber,
    session: client.session,
    legs: { client: client.status(), target: targetStatus(pair) },
  }
}

function stateOf({ until, client }: PairFacts): PeerState {
  if (until !== null) return 'closed'
  return client.isClosed ? 'closing' : client.state
}

function targetStatus({ until, target, sought, hasFailed }: PairFacts): LegStatus {
  const isOver = until !== null
  if (target) return hasFailed && !isOver ? { ...target.status(), state: 'failed' } : target.status()
  const state = isOver ? 'closed' : hasFailed ? 'failed' : 'connecting'
  return { local: null, remote: sought, state, session: null }
}
