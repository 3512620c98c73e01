import type { SocketAddress } from '../endpoints/socket-address'
import type { PeerEnd } from '../endpoints/endpoint-status'
import type { StepCall } from './timeline-step'

/** A moment of a life: its record, and its time in µs since the epoch. */
export interface LifeMoment {
  readonly record: number
  readonly time: number
}

/** The turning points in the life of one peer; null where they have not come. */
export interface PeerLife {
  /** The attempt that led to the connection. */
  readonly connecting: LifeMoment | null
  /** It was accepted, connected, or met. */
  readonly appeared: LifeMoment | null
  /** Our FIN left, and the other side's came. */
  readonly endSent: LifeMoment | null
  readonly endReceived: LifeMoment | null
  readonly closed: LifeMoment | null
  readonly end: PeerEnd | null
  readonly local: SocketAddress | null
  readonly remote: SocketAddress | null
  /** Its messages are datagrams, each of which arrives whole or not at all: there is no connection. */
  readonly datagrams: boolean
}

/** A life of which nothing is known yet. */
export const unknownLife: PeerLife = {
  connecting: null,
  appeared: null,
  endSent: null,
  endReceived: null,
  closed: null,
  end: null,
  local: null,
  remote: null,
  datagrams: false,
}

/** States of a TCP connection (RFC 9293, 3.3.2). */
export type TcpState =
  | 'CLOSED'
  | 'LISTEN'
  | 'SYN_SENT'
  | 'SYN_RECV'
  | 'ESTABLISHED'
  | 'FIN_WAIT_1'
  | 'FIN_WAIT_2'
  | 'CLOSE_WAIT'
  | 'CLOSING'
  | 'LAST_ACK'
  | 'TIME_WAIT'

/**
 * The state in which the protocol leaves our side after a step: what follows from the steps, not what the system says. Null
 * where the step tells nothing of it.
 */
export function tcpStateAfter(life: PeerLife, call: StepCall, record: number): TcpState | null {
  const reached = (moment: LifeMoment | null) => moment !== null && moment.record <= record
  switch (call) {
    case 'listen':
      return 'LISTEN'
    case 'connect':
      return 'SYN_SENT'
    case 'socket':
    case 'bind':
      return 'CLOSED'
    case 'time-out':
    case 'fail':
      // What fails on a connection that stands, as a handshake over it, leaves it standing.
      return reached(life.appeared) ? openState(life, reached) : 'CLOSED'
    case 'lookup':
    case 'wait':
      return null
    default:
      return reached(life.appeared) ? openState(life, reached) : null
  }
}

function openState(life: PeerLife, reached: (moment: LifeMoment | null) => boolean): TcpState {
  const { end } = life
  const closed = reached(life.closed)
  if (closed && end && (end.by === 'failure' || end.how === 'reset')) return 'CLOSED'
  const sent = reached(life.endSent)
  const received = reached(life.endReceived)
  if (sent && received) {
    if (isBefore(life.endSent, life.endReceived)) return 'TIME_WAIT'
    return closed ? 'CLOSED' : 'LAST_ACK'
  }
  if (sent) return 'FIN_WAIT_2'
  return received ? 'CLOSE_WAIT' : 'ESTABLISHED'
}

/**
 * In which state the other side is, or soon will be, where ours has come to this one by the steps of the protocol; null where
 * that is not certain.
 */
export function otherStateOf(state: TcpState): TcpState | null {
  switch (state) {
    case 'ESTABLISHED':
      return 'ESTABLISHED'
    case 'FIN_WAIT_2':
      return 'CLOSE_WAIT'
    case 'CLOSE_WAIT':
      return 'FIN_WAIT_2'
    case 'LAST_ACK':
      return 'TIME_WAIT'
    default:
      return null
  }
}

function isBefore(one: LifeMoment | null, other: LifeMoment | null): boolean {
  return one !== null && other !== null && one.record < other.record
}
