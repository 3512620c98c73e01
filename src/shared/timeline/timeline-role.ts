import { socketRoles, type CaptureKind, type SocketRole } from '../endpoints/endpoint-kind'
import { unknownLife, type PeerLife } from './timeline-life'

/** What a lane's steps are read by. */
export interface LaneNature {
  readonly kind: CaptureKind
  /** Null: the endpoint, in which peers come and go. */
  readonly peer: number | null
  /** The connection of a relay's peer with its target. */
  readonly leg?: 'target' | undefined
  readonly life: PeerLife
}

/** That of a lane of which nothing has been heard yet. */
export const unknownLane: LaneNature = { kind: 'import', peer: null, life: unknownLife }

/**
 * What the sockets of a lane do as far as its choice tells; the connections of a packet file are seen from the side that
 * accepted them.
 */
function chosenRole({ kind, leg }: Pick<LaneNature, 'kind' | 'leg'>): SocketRole {
  if (leg === 'target') return 'client'
  return kind === 'import' ? 'server' : socketRoles[kind]
}

/** Does it connect, so that it asks first as a rule? */
export function isConnecting(lane: Pick<LaneNature, 'kind' | 'leg'>): boolean {
  return chosenRole(lane) === 'client'
}

/** Does it stand on the right, where servers do? */
export function isServing(lane: Pick<LaneNature, 'kind' | 'leg'>): boolean {
  return chosenRole(lane) === 'server'
}

/** What the socket of a lane does: a relay and a packet file have peers over datagrams as well as connections. */
export function laneRole(lane: Pick<LaneNature, 'kind' | 'leg' | 'life'>): SocketRole {
  return lane.life.datagrams ? 'datagrams' : chosenRole(lane)
}
