import { socketRoles, type CaptureKind, type SocketRole } from '../endpoints/endpoint-kind'
import { unknownLife, type PeerLife } from './timeline-life'

/** What a lane's steps are read by. */
export interface LaneNature {
  readonly kind: CaptureKind
  /** Null: the endpoint, in which peers come and go. */
  readonly peer: number | null
  readonly life: PeerLife
}

/** That of a lane of which nothing has been heard yet. */
export const unknownLane: LaneNature = { kind: 'import', peer: null, life: unknownLife }

/** What a capture's sockets do; the connections of a packet file are seen from the side that accepted them. */
export function timelineRole(kind: CaptureKind): SocketRole {
  return kind === 'import' ? 'server' : socketRoles[kind]
}

/** Does it connect, so that it asks first as a rule? */
export function isConnecting(kind: CaptureKind): boolean {
  return timelineRole(kind) === 'client'
}

/** What the socket of a lane does: a relay and a packet file have peers over datagrams as well as connections. */
export function laneRole({ kind, life }: Pick<LaneNature, 'kind' | 'life'>): SocketRole {
  return life.datagrams ? 'datagrams' : timelineRole(kind)
}
