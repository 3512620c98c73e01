/** What a connection has come to, as bits. */
export const tcpMarks = { begun: 1, finIn: 2, finOut: 4, reset: 8 } as const

/** Bits of the filter that tells which addresses had a connection before; 1 MiB of memory. */
const knownPairBits = 8 * 1024 * 1024

/**
 * Where the sequence numbers of each TCP peer stand. Numbers in arrays, 11 bytes for each peer, so that a capture of a
 * million connections whose ends are filtered out takes little memory.
 */
export class TcpStates {
  /** Next sequence number of what we send, and of what the peer sends. */
  sent = new Uint32Array(1_024)
  received = new Uint32Array(1_024)
  /** Segments of each way that no acknowledgement covers yet. */
  unansweredSent = new Uint8Array(1_024)
  unansweredReceived = new Uint8Array(1_024)
  marks = new Uint8Array(1_024)
  readonly #knownPairs = new Uint8Array(knownPairBits / 8)

  /** Gives a peer its first sequence numbers, which differ from peer to peer as those of systems do. */
  begin(peer: number): void {
    if (peer >= this.marks.length) this.#grow(Math.max(peer + 1, this.marks.length * 2))
    this.sent[peer] = Math.imul(peer, 0x9e37_79b1)
    this.received[peer] = Math.imul(peer, 0x85eb_ca77) ^ 0x5bd1_e995
    this.marks[peer] = tcpMarks.begun
  }

  has(peer: number, marks: number): boolean {
    return ((this.marks[peer] ?? 0) & marks) !== 0
  }

  /**
   * Notes a connection between two sides, named by `pair`; was there one before? May say so by chance (rarely: each
   * connection sets one of eight million bits), but never misses one.
   */
  notePair(pair: string): boolean {
    let hash = 0x811c_9dc5
    for (let at = 0; at < pair.length; at += 1) hash = Math.imul(hash ^ pair.charCodeAt(at), 0x0100_0193)
    const bit = (hash ^ (hash >>> 15)) & (knownPairBits - 1)
    const mask = 1 << (bit & 7)
    const known = (this.#knownPairs[bit >> 3]! & mask) !== 0
    this.#knownPairs[bit >> 3]! |= mask
    return known
  }

  #grow(room: number): void {
    this.sent = enlarged(this.sent, new Uint32Array(room))
    this.received = enlarged(this.received, new Uint32Array(room))
    this.unansweredSent = enlarged(this.unansweredSent, new Uint8Array(room))
    this.unansweredReceived = enlarged(this.unansweredReceived, new Uint8Array(room))
    this.marks = enlarged(this.marks, new Uint8Array(room))
  }
}

function enlarged<T extends Uint32Array | Uint8Array>(numbers: T, larger: T): T {
  larger.set(numbers)
  return larger
}
