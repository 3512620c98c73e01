import * as v from 'valibot'
import type { TcpState } from '../../timeline/timeline-life'
import { call } from '../call'

const AddressSchema = v.strictObject({
  address: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
})

/** What the kernel measures of a connection (`ss -ti`, tcp(7)); null where it says nothing. Times in µs, lengths in bytes. */
export interface TcpMeasures {
  readonly roundTrip: number | null
  /** Segments that were sent again since the beginning. */
  readonly retransmits: number
  /** Congestion window, in segments. */
  readonly congestionWindow: number | null
  /** Segments that wait for their acknowledgement. */
  readonly unacknowledged: number
  /** How many bytes the other side is ready to take. */
  readonly sendWindow: number | null
}

/** Why something of a connection is not known: the system has no such table, or the program `ss` is missing. */
export type TcpFactsGap = 'system' | 'program'

/** What the system knows of both ends of a TCP connection right now. */
export interface TcpFacts {
  /** Null where there is no such socket (any more). */
  readonly here: TcpState | null
  /** Of the other end, where that is on this machine too. */
  readonly there: TcpState | null
  readonly measures: TcpMeasures | null
  readonly gap: TcpFactsGap | null
}

export const tcpFactsCalls = {
  /** State and measures of the connection between two addresses, at most a second old. */
  'network.tcpFacts': call(
    v.strictObject({ local: AddressSchema, remote: AddressSchema }),
  ).returns<TcpFacts>(),
} as const
