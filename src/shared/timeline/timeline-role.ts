import { assertNever } from '../assert-never'
import type { CaptureKind } from '../endpoints/endpoint-kind'

/** What an endpoint is to its peers: one that waits for them, one that goes to them, or neither. */
export type TimelineRole = 'server' | 'client' | 'datagrams'

export function timelineRole(kind: CaptureKind): TimelineRole {
  switch (kind) {
    case 'tcp-server':
    case 'import':
      return 'server'
    case 'tcp-client':
      return 'client'
    case 'udp':
      return 'datagrams'
    default:
      return assertNever(kind)
  }
}

/** Does it connect, so that it asks first as a rule? */
export function isConnecting(kind: CaptureKind): boolean {
  return timelineRole(kind) === 'client'
}

/** Are its messages datagrams, each of which arrives whole or not at all? */
export function movesDatagrams(kind: CaptureKind): boolean {
  return timelineRole(kind) === 'datagrams'
}
