import type { Failure } from '../contract/errors'
import type { FaultDirection } from '../faults/fault-plan'
import type { EndpointId } from './endpoint-config'
import type { TlsSession } from './tls-session'
import type { SocketAddress } from './socket-address'

/** A buffer of a socket in bytes: what was asked for and what the system gave. */
export interface BufferSize {
  readonly wanted: number
  readonly granted: number
}

/** A multicast group that a UDP endpoint is to be in; `failure` tells why it is not. */
export interface GroupStatus {
  /** As `multicast-group.ts` writes it. */
  readonly group: string
  readonly failure: Failure | null
}

/** Where an endpoint is in its life. */
export type EndpointState =
  | { readonly is: 'stopped' }
  | { readonly is: 'starting' }
  /** A TCP server accepts, or a UDP endpoint is bound. */
  | {
      readonly is: 'listening'
      readonly local: SocketAddress
      /** Why new clients are turned away for now. */
      readonly refusing?: Failure
    }
  | {
      readonly is: 'bound'
      readonly local: SocketAddress
      /** Where a connected UDP endpoint is connected to. */
      readonly remote: SocketAddress | null
      readonly receiveBuffer: BufferSize
      readonly groups: readonly GroupStatus[]
    }
  | { readonly is: 'connecting'; readonly attempt: number; readonly to: string }
  | { readonly is: 'connected'; readonly local: SocketAddress; readonly remote: SocketAddress }
  /** Waiting to connect again; `until` in ms since the epoch. */
  | {
      readonly is: 'waiting'
      readonly attempt: number
      readonly until: number
      readonly after: Failure | null
    }
  | { readonly is: 'stopping' }
  | { readonly is: 'failed'; readonly failure: Failure }

/** True while sockets of the endpoint may be open. */
export function isRunning(state: EndpointState): boolean {
  return state.is !== 'stopped' && state.is !== 'failed'
}

/**
 * What went through an endpoint since its start. Bytes are payload bytes.
 * `receivedBytes = recordedBytes + pendingBytes + lostBytes` at any moment; pending is what is not on disk yet.
 */
export interface EndpointCounters {
  readonly receivedBytes: number
  readonly recordedBytes: number
  readonly pendingBytes: number
  readonly lostBytes: number
  readonly sentBytes: number
  readonly receivedMessages: number
  readonly sentMessages: number
  /** Messages on disk, in both directions. */
  readonly recordedMessages: number
  /** Datagrams the kernel dropped for this socket (Linux), else null. */
  readonly lostDatagrams: number | null
}

/** Over the last second. */
export interface EndpointRates {
  readonly inMessages: number
  readonly inBytes: number
  readonly outMessages: number
  readonly outBytes: number
}

export interface PeerCounts {
  readonly connected: number
  readonly closed: number
}

/** Recording of the running or last run: `stopped` tells why bytes are being lost. */
export interface RecordingStatus {
  readonly capture: string
  /** Records a view can show: those on disk. */
  readonly records: number
  /** Bytes of the capture on disk. */
  readonly bytes: number
  /** Age of the oldest byte not yet written, ms. */
  readonly lagMs: number
  readonly stopped: Failure | null
}

/** A relay that holds messages. `revision` rises with each change of what is held. */
export interface InterceptStatus {
  readonly directions: readonly FaultDirection[]
  readonly held: number
  readonly heldBytes: number
  readonly revision: number
}

/** Everything the window shows of an endpoint without asking; sent at most 30 times a second, only when changed. */
export interface EndpointStatus {
  readonly endpoint: EndpointId
  readonly state: EndpointState
  readonly counters: EndpointCounters
  readonly rates: EndpointRates
  readonly peers: PeerCounts
  readonly recording: RecordingStatus | null
  /** Rises with each change of the list of peers. */
  readonly peersRevision: number
  /** What a relay holds for a person; null of other endpoints and where it holds nothing back. */
  readonly intercept?: InterceptStatus | null
}

/** One of the two connections of a relay's peer; its addresses are null while it is not connected. */
export interface LegStatus {
  readonly local: SocketAddress | null
  readonly remote: SocketAddress | null
  readonly state: PeerState | 'connecting' | 'failed'
  /** What TLS has agreed on with it; null where it has not, or not yet. */
  readonly session: TlsSession | null
}

/** `securing`: a TLS handshake, or the dialogue that leads to one, is under way; `opening`: a WebSocket's handshake is. */
export type PeerState =
  'securing' | 'opening' | 'open' | 'half-closed-local' | 'half-closed-remote' | 'closing' | 'closed'

/** One row of the list of peers. Times in ms since the epoch. */
export interface PeerStatus {
  readonly peer: number
  readonly remote: SocketAddress
  readonly state: PeerState
  readonly since: number
  readonly until: number | null
  readonly receivedBytes: number
  readonly sentBytes: number
  /** Bytes handed to us for this peer that the kernel has not taken. */
  readonly queuedBytes: number
  /** Why it ended, once it has. */
  readonly end: PeerEnd | null
  /** The number that the peer has given us, where a rule reads it. */
  readonly ourNumber: string | null
  /** Of a relay's peer: its connection with the client and that with the target. */
  readonly legs?: { readonly client: LegStatus; readonly target: LegStatus }
  /** What TLS has agreed on with it (of a relay: with the client); null where it has not, or not yet. */
  readonly session: TlsSession | null
  /** What was agreed with a WebSocket peer, once its handshake is over. */
  readonly webSocket?: WebSocketFacts
  /** Of a connection that is there, where it was asked for. */
  readonly details?: PeerDetails
}

/** What the list of peers has no room for. */
export interface PeerDetails {
  readonly local: SocketAddress
  /** The HTTP heads with which a WebSocket was opened. */
  readonly heads?: { readonly request: string; readonly response: string }
}

/** What is known of a WebSocket peer. Its headers are in {@link PeerDetails} and in the event `websocket-opened`. */
export interface WebSocketFacts {
  /** As the client asked for it, with its query. */
  readonly path: string
  readonly protocol: string | null
  /** Messages are compressed on their way. */
  readonly deflate: boolean
  /** How long the last answer to a ping took; null before the first. */
  readonly latencyMs: number | null
}

/** What a WebSocket's close frame says; `code` is null where it says nothing. */
export interface CloseStatus {
  readonly code: number | null
  readonly reason: string
}

/** The close frames of both sides; null for one that was never sent. */
export interface WebSocketClose {
  readonly sent: CloseStatus | null
  readonly received: CloseStatus | null
}

/** How a connection ended. */
export type PeerEnd = (
  | { readonly by: 'us' | 'peer'; readonly how: 'close' | 'reset' }
  | { readonly by: 'failure'; readonly failure: Failure }
) & {
  /** Of a WebSocket that had opened. */
  readonly webSocket?: WebSocketClose
}
