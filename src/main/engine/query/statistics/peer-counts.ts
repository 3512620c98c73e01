import type { PeerOrder, PeersLeftOut } from '../../../../shared/contract/engine/statistics-calls'

/** Rows that stay when there are too many; up to twice as many are held. */
const keptPeers = 8_192
/** Peers with higher numbers are not told apart from those that were seen before. */
const knownPeers = 1 << 24

/** What one peer moved. */
export class PeerCount {
  inMessages = 0
  inBytes = 0
  outMessages = 0
  outBytes = 0
  events = 0
  partial = false

  constructor(readonly peer: number) {}

  get bytes(): number {
    return this.inBytes + this.outBytes
  }

  get messages(): number {
    return this.inMessages + this.outMessages
  }
}

/**
 * Figures of those peers that move the most bytes, in bounded memory (some 4 MB) at any number of peers. When there are too
 * many rows, half of them give way, those with the fewest bytes; what they moved is counted together. A peer that comes
 * back gets a row again, which is marked to be a part.
 */
export class PeerCounts {
  private rows = new Map<number, PeerCount>()
  /** Most messages are of the peer that the one before was of. */
  private lastRow: PeerCount | null = null
  private leftMessages = 0
  private leftBytes = 0
  /** One bit a peer that ever had a row. */
  private seen = new Uint8Array(1_024)
  private seenCount = 0
  private takesBack = false

  /** Counts a message of `peer` once more, or with `times` -1 once less. */
  message(peer: number, out: boolean, bytes: number, times: 1 | -1): void {
    const row = this.row(peer, times)
    if (!row || (times < 0 && (out ? row.outMessages : row.inMessages) === 0)) {
      this.leftMessages += times
      this.leftBytes += times * bytes
      return
    }
    if (out) {
      row.outMessages += times
      row.outBytes += times * bytes
    } else {
      row.inMessages += times
      row.inBytes += times * bytes
    }
    if (times < 0) this.forget(row)
  }

  event(peer: number, times: 1 | -1): void {
    const row = this.row(peer, times)
    if (!row || (times < 0 && row.events === 0)) return
    row.events += times
    if (times < 0) this.forget(row)
  }

  /** How many peers have a row. */
  get total(): number {
    return this.rows.size
  }

  /** Rows `from` … `from + count - 1` in an order: the most first, or by number. */
  sorted(order: PeerOrder, from: number, count: number): readonly PeerCount[] {
    const rows = [...this.rows.values()]
    rows.sort((one, other) =>
      order === 'peer' ? one.peer - other.peer : other[order] - one[order] || one.peer - other.peer,
    )
    return rows.slice(from, from + count)
  }

  leftOut(): PeersLeftOut {
    const counted = this.takesBack && this.leftMessages > 0 ? null : this.seenCount - this.rows.size
    const peers = this.takesBack && this.leftMessages === 0 ? 0 : counted
    return { peers, messages: this.leftMessages, bytes: this.leftBytes }
  }

  private row(peer: number, times: 1 | -1): PeerCount | undefined {
    if (times < 0) {
      this.takesBack = true
      return this.rows.get(peer)
    }
    if (this.lastRow?.peer === peer) return this.lastRow
    const row = this.rows.get(peer) ?? this.newRow(peer)
    this.lastRow = row
    return row
  }

  private newRow(peer: number): PeerCount {
    if (this.rows.size >= keptPeers * 2) this.prune()
    const row = new PeerCount(peer)
    row.partial = this.noteSeen(peer) && this.leftMessages > 0
    this.rows.set(peer, row)
    return row
  }

  /** A peer of which nothing is left in the range goes. */
  private forget(row: PeerCount): void {
    if (row.messages > 0 || row.events > 0) return
    this.rows.delete(row.peer)
    this.lastRow = null
  }

  /** Was the peer seen before? */
  private noteSeen(peer: number): boolean {
    if (peer >= knownPeers) {
      this.seenCount += 1
      return false
    }
    const at = peer >>> 3
    if (at >= this.seen.length) {
      const larger = new Uint8Array(Math.max(at + 1, this.seen.length * 2))
      larger.set(this.seen)
      this.seen = larger
    }
    const bit = 1 << (peer & 7)
    if ((this.seen[at]! & bit) !== 0) return true
    this.seen[at]! |= bit
    this.seenCount += 1
    return false
  }

  private prune(): void {
    const kept = this.sorted('bytes', 0, keptPeers)
    for (const row of this.sorted('bytes', keptPeers, Infinity)) {
      this.leftMessages += row.messages
      this.leftBytes += row.bytes
    }
    this.lastRow = null
    this.rows = new Map(kept.map((row) => [row.peer, row]))
  }
}
