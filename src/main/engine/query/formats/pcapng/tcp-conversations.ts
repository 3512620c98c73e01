import { segmentSize, tcpFlags, tcpPacket } from './ip-packet'
import type { PacketEnds } from './packet-ends'
import { tcpMarks, TcpStates } from './tcp-states'

/** Takes one packet; `fromUs` tells its direction. */
export type TakePacket = (packet: Uint8Array, fromUs: boolean, comments: readonly string[]) => void

/** A peer whose packets are made, and where they go. */
export interface TcpPeer {
  readonly peer: number
  readonly ends: PacketEnds
  /** Who sends the SYN. */
  readonly weConnected: boolean
  /** What the first packet has to say of the addresses. */
  readonly about: readonly string[]
  readonly take: TakePacket
}

const nothing = new Uint8Array()
/** A receiver acknowledges at least every second segment (RFC 1122, 4.2.3.2). */
const acknowledgedEvery = 2
const beganBefore =
  'This connection began before its first record in this export; sequence numbers count from here'
const handshakeStandsIn =
  'The beginning of this connection is not in this export. Because an earlier one had the same addresses and ports, ' +
  'this handshake tells them apart'

/**
 * Makes the TCP segments of connections: handshake, data with acknowledgements, FIN and RST. Sequence numbers run over
 * the bytes that are handed over, so that nothing seems to be missing.
 */
export class TcpConversations {
  readonly #states = new TcpStates()

  /** The connection is made: SYN, SYN and ACK, ACK. */
  opened(to: TcpPeer, comments: readonly string[]): void {
    this.#states.begin(to.peer)
    this.#states.notePair(pairOf(to.ends))
    this.#handshake(to, [...to.about, ...comments])
  }

  /** Data in segments; the other side acknowledges every second one. */
  data(to: TcpPeer, fromUs: boolean, data: Uint8Array, comments: readonly string[]): void {
    if (data.length === 0) return
    let first: readonly string[] = [...this.#begun(to), ...comments]
    const size = segmentSize(to.ends.local)
    for (let from = 0; from < data.length; from += size) {
      const part = data.subarray(from, from + size)
      const push = from + size >= data.length ? tcpFlags.psh : 0
      this.#segment(to, fromUs, tcpFlags.ack | push, part, first)
      if (this.#unanswered(to.peer, fromUs) >= acknowledgedEvery) this.#acknowledge(to, !fromUs)
      first = []
    }
  }

  /** One side ends its half; false where it did already. */
  ended(to: TcpPeer, fromUs: boolean, comments: readonly string[]): boolean {
    const mark = fromUs ? tcpMarks.finOut : tcpMarks.finIn
    if (this.#states.has(to.peer, mark | tcpMarks.reset)) return false
    this.#segment(to, fromUs, tcpFlags.fin | tcpFlags.ack, nothing, [...this.#begun(to), ...comments])
    this.#states.marks[to.peer]! |= mark
    this.#acknowledge(to, !fromUs)
    return true
  }

  /** One side ends both halves at once; false where that happened already. */
  reset(to: TcpPeer, fromUs: boolean, comments: readonly string[]): boolean {
    if (this.#states.has(to.peer, tcpMarks.reset)) return false
    this.#segment(to, fromUs, tcpFlags.rst | tcpFlags.ack, nothing, [...this.#begun(to), ...comments])
    this.#states.marks[to.peer]! |= tcpMarks.reset
    return true
  }

  /** Begins a connection whose beginning is not in the export; returns what its first packet has to say. */
  #begun(to: TcpPeer): string[] {
    if (this.#states.has(to.peer, tcpMarks.begun)) return []
    this.#states.begin(to.peer)
    if (!this.#states.notePair(pairOf(to.ends))) return [beganBefore, ...to.about]
    // Without a SYN, readers would take it for the earlier connection going on.
    this.#handshake(to, [handshakeStandsIn, ...to.about])
    return []
  }

  #handshake(to: TcpPeer, comments: readonly string[]): void {
    const { weConnected } = to
    this.#segment(to, weConnected, tcpFlags.syn, nothing, comments)
    this.#segment(to, !weConnected, tcpFlags.syn | tcpFlags.ack, nothing, [])
    this.#acknowledge(to, weConnected)
  }

  #acknowledge(to: TcpPeer, fromUs: boolean): void {
    this.#segment(to, fromUs, tcpFlags.ack, nothing, [])
  }

  #unanswered(peer: number, fromUs: boolean): number {
    const { unansweredSent, unansweredReceived } = this.#states
    return (fromUs ? unansweredSent : unansweredReceived)[peer]!
  }

  #segment(
    { peer, ends, take }: TcpPeer,
    fromUs: boolean,
    flags: number,
    data: Uint8Array,
    comments: readonly string[],
  ): void {
    const { sent, received, unansweredSent, unansweredReceived } = this.#states
    const [ours, theirs] = fromUs ? [sent, received] : [received, sent]
    const [unanswered, answered] = fromUs
      ? [unansweredSent, unansweredReceived]
      : [unansweredReceived, unansweredSent]
    const [from, to] = fromUs ? [ends.local, ends.remote] : [ends.remote, ends.local]
    const sequence = ours[peer]!
    const acknowledged = flags & tcpFlags.ack ? theirs[peer]! : 0
    take(tcpPacket({ from, to, sequence, acknowledged, flags, data }), fromUs, comments)
    // Unsigned arrays wrap as sequence numbers do.
    ours[peer] = sequence + data.length + (flags & (tcpFlags.syn | tcpFlags.fin) ? 1 : 0)
    if (data.length > 0) unanswered[peer]! += 1
    answered[peer] = 0
  }
}

function pairOf({ local, remote }: PacketEnds): string {
  return `${local.address.join('.')}:${local.port} ${remote.address.join('.')}:${remote.port}`
}
