import type { SkipReason } from '../../../shared/capture/skipped-packets'
import { afterExtensions, type IpFragment, type IpPacket } from './ip-packet'

/** Payload that waits for its other fragments, of all packets together. */
const heldBytes = 64 * 1024 * 1024
/** Fragments of a packet come within so many µs (RFC 8200, section 4.5), else those that came are given up. */
const patience = 60_000_000
/** The longest payload of a packet: a length is 16 bits. */
const longestPayload = 65_535

/** No packet has more fragments: each but the last carries at least 8 bytes. */
const mostPieces = 8_192

/** Told how many packets of the file are left out, and why. */
type OnSkip = (why: SkipReason, packets: number) => void

interface Piece {
  readonly from: number
  readonly to: number
  readonly data: Buffer
}

/** A packet of which fragments have come. */
interface Unfinished {
  /** In the order in which they came. */
  pieces: Piece[]
  bytes: number
  /** Length of its payload; null until the last fragment has come. */
  total: number | null
  /** Set where nothing will come of it: what comes still is left out for the same reason. */
  refused: SkipReason | null
  readonly since: number
}

/**
 * Puts fragments of IP packets together (RFC 791, section 3.2; RFC 8200, section 4.5), in whatever order they come. Where
 * fragments of IPv4 overlap, those that came later count, as RFC 791 has it; IPv6 packets with an overlap are left out
 * whole (RFC 5722). Exact copies of a fragment change nothing. Memory is bounded: the oldest are given up.
 */
export class IpFragments {
  private readonly waiting = new Map<string, Unfinished>()
  private held = 0

  constructor(private readonly skip: OnSkip) {}

  /** Takes a fragment that came at `time` (µs); returns the packet that it completes. */
  take(fragment: IpFragment, time: number): IpPacket | SkipReason | null {
    this.giveUpBefore(time - patience)
    const key = `${fragment.version} ${fragment.protocolKey} ${fragment.identification} ${fragment.source}${fragment.destination}`
    const entry = this.waiting.get(key) ?? { pieces: [], bytes: 0, total: null, refused: null, since: time }
    this.waiting.set(key, entry)
    if (entry.refused) {
      this.skip(entry.refused, 1)
      return null
    }
    const problem = this.add(entry, fragment)
    if (problem) {
      this.refuse(entry, problem)
      return null
    }
    while (this.held > heldBytes) this.giveUp(this.waiting.keys().next().value!)
    if (!isComplete(entry)) return null
    this.forget(key, entry)
    return wholePacket(fragment, entry)
  }

  /** Gives up what still waits. */
  finish(): void {
    for (const key of [...this.waiting.keys()]) this.giveUp(key)
  }

  /** Returns why nothing can come of the packet any more. */
  private add(entry: Unfinished, { version, offset, more, data, missing }: IpFragment): SkipReason | null {
    const piece = { from: offset, to: offset + data.length, data: Buffer.from(data) }
    if (entry.pieces.some((other) => other.from === piece.from && other.data.equals(data))) return null
    entry.pieces.push(piece)
    entry.bytes += data.length
    this.held += data.length
    if (entry.pieces.length > mostPieces) return 'broken'
    if (missing > 0) return 'fragment'
    if (data.length === 0 || piece.to > longestPayload || (more && data.length % 8 !== 0)) return 'broken'
    if (!more) {
      if (entry.total !== null && entry.total !== piece.to) return 'broken'
      entry.total = piece.to
    }
    if (entry.total !== null && entry.pieces.some(({ to }) => to > entry.total!)) return 'broken'
    const overlaps = entry.pieces.some(
      (other) => other !== piece && other.from < piece.to && piece.from < other.to,
    )
    return version === 6 && overlaps ? 'fragment-overlap' : null
  }

  private refuse(entry: Unfinished, why: SkipReason): void {
    this.skip(why, entry.pieces.length)
    this.held -= entry.bytes
    Object.assign(entry, { pieces: [], bytes: 0, refused: why } satisfies Partial<Unfinished>)
  }

  private giveUpBefore(time: number): void {
    for (const [key, { since }] of this.waiting) {
      // In the order in which they began.
      if (since >= time) return
      this.giveUp(key)
    }
  }

  private giveUp(key: string): void {
    const entry = this.waiting.get(key)!
    if (entry.pieces.length > 0) this.skip('fragment', entry.pieces.length)
    this.forget(key, entry)
  }

  private forget(key: string, entry: Unfinished): void {
    this.waiting.delete(key)
    this.held -= entry.bytes
  }
}

function isComplete({ pieces, bytes, total }: Unfinished): boolean {
  if (total === null || bytes < total) return false
  let covered = 0
  for (const { from, to } of [...pieces].sort((one, other) => one.from - other.from)) {
    if (from > covered) return false
    covered = Math.max(covered, to)
  }
  return covered === total
}

function wholePacket(last: IpFragment, { pieces, total }: Unfinished): IpPacket | SkipReason {
  const payload = Buffer.alloc(total!)
  for (const { from, data } of pieces) data.copy(payload, from)
  const { source, destination, protocol } = last
  if (last.version === 4) return { protocol, source, destination, payload, missing: 0 }
  const found = afterExtensions(payload, 0, protocol)
  if (typeof found === 'string') return found
  if (found.fragment !== null) return 'broken'
  return { protocol: found.protocol, source, destination, payload: payload.subarray(found.start), missing: 0 }
}
