import { socketRoles, type CaptureKind, type SocketRole } from '../endpoints/endpoint-kind'

/** What a capture's sockets do; the connections of a packet file are seen from the side that accepted them. */
export function timelineRole(kind: CaptureKind): SocketRole {
  return kind === 'import' ? 'server' : socketRoles[kind]
}

/** Does it connect, so that it asks first as a rule? */
export function isConnecting(kind: CaptureKind): boolean {
  return timelineRole(kind) === 'client'
}

/** Are its messages datagrams, each of which arrives whole or not at all? */
export function movesDatagrams(kind: CaptureKind): boolean {
  return timelineRole(kind) === 'datagrams'
}
