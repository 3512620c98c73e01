import type { Failure } from '../contract/errors'
import type { CaptureKind } from '../endpoints/endpoint-kind'
import type { BufferSize, PeerEnd } from '../endpoints/endpoint-status'
import type { TlsSession } from '../endpoints/tls-session'
import type { SocketAddress } from '../endpoints/socket-address'
import type { FaultDirection, FaultLimit } from '../faults/fault-plan'
import type { NamedCause } from './record'
import type { Backlog } from '../endpoints/backlog'
import type { SkippedPackets } from './skipped-packets'

/** Which of its two connections an event of a relay's peer concerns. */
export type RelayLegName = 'client' | 'target'

/** The facts of an event record; `events.bin` holds them as JSON. Times in ms, lengths in bytes. */
export type CaptureEvent = EventFacts & { readonly leg?: RelayLegName }

type EventFacts =
  | { readonly event: 'started'; readonly kind: CaptureKind; readonly name: string }
  /** `backlog`: connections that may wait for accept, as asked for and as the system grants them. */
  | {
      readonly event: 'listening'
      readonly local: SocketAddress
      readonly backlog?: Backlog
    }
  /** `sendBuffer` where one was asked for. */
  | {
      readonly event: 'bound'
      readonly local: SocketAddress
      readonly receiveBuffer: BufferSize
      readonly sendBuffer?: BufferSize
    }
  /** A UDP socket exchanges datagrams with `remote` alone from here on (connect(2)). */
  | { readonly event: 'remote-fixed'; readonly local: SocketAddress; readonly remote: SocketAddress }
  /** `group` as `multicast-group.ts` writes it. `boundTo`: the address to which a socket is bound that cannot hear the group. */
  | { readonly event: 'group-joined'; readonly group: string; readonly boundTo?: string }
  | { readonly event: 'group-left'; readonly group: string }
  /** A group could not be joined, or its interface went away. It is joined as soon as that is possible. */
  | { readonly event: 'group-missed'; readonly group: string; readonly failure: Failure }
  | { readonly event: 'start-failed'; readonly failure: Failure }
  | { readonly event: 'looked-up'; readonly host: string; readonly addresses: readonly string[] }
  /** `local` where the socket is bound to an address of our choice before. */
  | {
      readonly event: 'connecting'
      readonly remote: SocketAddress
      readonly attempt: number
      readonly local?: SocketAddress
    }
  | { readonly event: 'connect-failed'; readonly remote: SocketAddress | null; readonly failure: Failure }
  | { readonly event: 'connected'; readonly local: SocketAddress; readonly remote: SocketAddress }
  /** A proxy was asked to connect to `target`, has done so, or has not. `proxy` is told without its password. */
  | { readonly event: 'proxy-asked'; readonly proxy: string; readonly target: string }
  | { readonly event: 'proxy-opened'; readonly proxy: string; readonly target: string }
  | { readonly event: 'proxy-failed'; readonly proxy: string; readonly failure: Failure }
  | { readonly event: 'reconnect-scheduled'; readonly inMs: number; readonly attempt: number }
  | { readonly event: 'accepted'; readonly local: SocketAddress; readonly remote: SocketAddress }
  | { readonly event: 'client-refused'; readonly remote: SocketAddress; readonly limit: number }
  /** A UDP remote address was met for the first time. `local` in imported captures, where it may differ by peer. */
  | { readonly event: 'peer-appeared'; readonly remote: SocketAddress; readonly local?: SocketAddress }
  /** TLS was agreed on: from here on the stream is encrypted, and what is recorded is what was inside. */
  | { readonly event: 'secured'; readonly session: TlsSession }
  /** `session` tells what was agreed on where only a certificate was refused. */
  | { readonly event: 'handshake-failed'; readonly failure: Failure; readonly session: TlsSession | null }
  /** An upgrade to TLS in place did not take place. */
  | { readonly event: 'upgrade-refused'; readonly failure: Failure }
  /** A plain connection begins like TLS: a `hello` of a client, or the `alert` of a server that wanted it. */
  | { readonly event: 'tls-on-plain'; readonly record: 'hello' | 'alert' }
  /** The peer ended its side (FIN received). */
  | { readonly event: 'end-received' }
  /** A WebSocket's opening handshake succeeded. `request` and `response` are its HTTP heads. */
  | {
      readonly event: 'websocket-opened'
      readonly path: string
      readonly protocol: string | null
      readonly deflate: boolean
      readonly request: string
      readonly response: string
    }
  /** It failed; `request` and `response` are null where there was none, or the beginning of what came in their place. */
  | {
      readonly event: 'websocket-refused'
      readonly failure: Failure
      readonly request: string | null
      readonly response: string | null
    }
  | { readonly event: 'ping-answered'; readonly latencyMs: number }
  /** The next ping was due and the one before is not answered. */
  | { readonly event: 'ping-unanswered'; readonly afterMs: number }
  /** The connection ended within a compressed message: so many bytes of it cannot be inflated without their end. */
  | { readonly event: 'compressed-cut'; readonly bytes: number }
  | { readonly event: 'close-unanswered'; readonly afterMs: number }
  /** We ended ours (FIN sent). */
  | { readonly event: 'end-sent' }
  /** The last event of a peer. */
  | {
      readonly event: 'closed'
      readonly end: PeerEnd
      readonly receivedBytes: number
      readonly sentBytes: number
      readonly durationMs: number
    }
  /** One connection of a relay's peer has ended; `closed` follows when both have. */
  | {
      readonly event: 'leg-closed'
      readonly end: PeerEnd
      readonly receivedBytes: number
      readonly sentBytes: number
      readonly durationMs: number
    }
  /** A relay has forgotten a UDP client that was silent for so long. */
  | { readonly event: 'idle-forgotten'; readonly idleMs: number }
  /** From now on these faults are at work; the text names the seed with which they repeat. */
  | { readonly event: 'faults-on'; readonly faults: string }
  | { readonly event: 'faults-off' }
  /** A fault has held up or ended a direction of a peer. */
  | {
      readonly event: 'fault-acted'
      readonly fault: 'stall' | 'half-close' | 'reset'
      readonly direction: FaultDirection
      readonly after: FaultLimit
    }
  /** A relay holds messages of these directions for a person. */
  | { readonly event: 'intercept-on'; readonly directions: readonly FaultDirection[] }
  /** It holds none any more; `released` were let go then. */
  | { readonly event: 'intercept-off'; readonly released: number }
  /** `unsent` bytes of `record` (and later ones of this peer) never reached the kernel. */
  | {
      readonly event: 'send-failed'
      readonly record: number
      readonly unsent: number
      readonly failure: Failure
    }
  /** What a greeting, reply or rule would have sent to this peer could not be made. */
  /** The peer has told us the number we have with it. */
  | { readonly event: 'number-taken'; readonly number: string }
  /** A rule calls a person. */
  | { readonly event: 'alert'; readonly rule: string; readonly text: string }
  /** A sequence was run on this peer; without a peer where its connection had ended before. */
  | {
      readonly event: 'sequence-ended'
      readonly sequence: string
      readonly outcome: 'passed' | 'failed' | 'stopped'
      readonly failure: Failure | null
    }
  | { readonly event: 'answer-failed'; readonly failure: Failure }
  | { readonly event: 'script-logged'; readonly level: 'log' | 'warn' | 'error'; readonly text: string }
  | { readonly event: 'script-failed'; readonly failure: Failure }
  | { readonly event: 'socket-failed'; readonly failure: Failure }
  | { readonly event: 'accept-stopped'; readonly failure: Failure }
  | { readonly event: 'accept-resumed' }
  | { readonly event: 'recording-stopped'; readonly failure: Failure }
  /** `lostBytes` are inbound; messages of both directions and events are counted apart. */
  | {
      readonly event: 'recording-resumed'
      readonly lostBytes: number
      readonly lostMessages: number
      readonly lostEvents: number
    }
  /** A message is longer than `limit`: it is recorded in parts. `announced` is its length where a prefix told it. */
  | { readonly event: 'message-too-long'; readonly limit: number; readonly announced: number | null }
  /** A length field that no message can have: its bytes are recorded as a part, framing goes on behind them. */
  | { readonly event: 'length-invalid' }
  /** All unfinished messages together took more than `limit`: the longest, of this peer, was recorded in part. */
  | { readonly event: 'unfinished-recorded'; readonly bytes: number; readonly limit: number }
  | { readonly event: 'kernel-dropped'; readonly datagrams: number; readonly total: number }
  /** The wall clock was set; recorded times go on undisturbed. */
  | { readonly event: 'clock-stepped'; readonly byMs: number }
  /** The capture was not closed properly: what opening it had to mend. */
  | {
      readonly event: 'recovered'
      readonly cutIndexBytes: number
      readonly unindexedBytes: number
      readonly unfinishedBytes: number
    }
  /** Something with a name, such as a rule, has sent its first message. */
  | { readonly event: 'cause-named'; readonly cause: NamedCause }
  /** The capture goes on in the next folder of its series. */
  | { readonly event: 'rolled-over'; readonly next: string }
  /** So many bytes that went `direction` are not in the packet file that this capture was made of. */
  | { readonly event: 'stream-gap'; readonly direction: 'in' | 'out'; readonly bytes: number }
  /** The last event of an imported capture. `failure` tells where the packet file broke off. */
  | {
      readonly event: 'imported'
      readonly file: string
      readonly packets: number
      readonly skipped: readonly SkippedPackets[]
      readonly failure: Failure | null
    }
  /** The last event of an endpoint. */
  | { readonly event: 'stopped' }

export type CaptureEventName = CaptureEvent['event']
export type EventSeverity = 'info' | 'warning' | 'error'
