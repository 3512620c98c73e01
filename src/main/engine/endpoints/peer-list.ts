import type { PeerPage } from '../../../shared/contract/engine/endpoint-calls'
import type { PeerCounts, PeerDetails, PeerStatus } from '../../../shared/endpoints/endpoint-status'
import { formatAddress, type SocketAddress } from '../../../shared/endpoints/socket-address'
import type { PeerQuery } from './endpoint'

/** So many closed peers stay in the list; everything about earlier ones is in the capture's events. */
export const rememberedClosedPeers = 1_000

/** A peer that is still there. */
export interface LivePeer {
  readonly peer: number
  readonly remote: SocketAddress
  status(): PeerStatus
  details?(): PeerDetails
}

/**
 * The peers of one run, numbered from 1 up in order of appearance. Live ones are objects; of those that are gone the
 * last {@link rememberedClosedPeers} are remembered as they were, so that memory does not grow with their number.
 */
export class PeerList<P extends LivePeer> {
  readonly #live = new Map<number, P>()
  /** A ring, oldest at `#closedCount % length` once it is full. */
  readonly #closed: PeerStatus[] = []
  #closedCount = 0
  #last = 0
  #revision = 0
  #sorted: { revision: number; key: string; rows: (P | PeerStatus)[] } | null = null

  get size(): number {
    return this.#live.size
  }

  get revision(): number {
    return this.#revision
  }

  get counts(): PeerCounts {
    return { connected: this.#live.size, closed: this.#closedCount }
  }

  /** The next number; never given twice. */
  nextNumber(): number {
    return ++this.#last
  }

  add(peer: P): void {
    this.#live.set(peer.peer, peer)
    this.#revision++
  }

  get(peer: number): P | undefined {
    return this.#live.get(peer)
  }

  live(): IterableIterator<P> {
    return this.#live.values()
  }

  /** Something of a peer that the list shows, other than byte counts, has changed. */
  touched(): void {
    this.#revision++
  }

  /** The peer is gone; `last` is how it is remembered. */
  remove(last: PeerStatus): void {
    if (!this.#live.delete(last.peer)) return
    this.#closed[this.#closedCount % rememberedClosedPeers] = last
    this.#closedCount++
    this.#revision++
  }

  /** Rows in the order of their numbers. The search is a number (`12`, `#12`) or part of an address. */
  page({ from, count, show, search, details }: PeerQuery): PeerPage {
    const rows = this.#rows(show, search.trim().toLowerCase())
    const wanted = rows.slice(from, from + count)
    return {
      total: rows.length,
      revision: this.#revision,
      rows: wanted.map((row) => ('status' in row ? statusOf(row, details === true) : row)),
    }
  }

  #rows(show: PeerQuery['show'], search: string): (P | PeerStatus)[] {
    const key = `${show} ${search}`
    if (this.#sorted?.revision === this.#revision && this.#sorted.key === key) return this.#sorted.rows
    const live = show === 'closed' ? [] : [...this.#live.values()]
    const closed = show === 'connected' ? [] : this.#closed
    const found = [...live, ...closed].filter((row) => search === '' || matches(row, search))
    const rows = found.sort((a, b) => a.peer - b.peer)
    this.#sorted = { revision: this.#revision, key, rows }
    return rows
  }
}

function statusOf(peer: LivePeer, withDetails: boolean): PeerStatus {
  const details = withDetails ? peer.details?.() : undefined
  return details ? { ...peer.status(), details } : peer.status()
}

function matches({ peer, remote }: LivePeer | PeerStatus, search: string): boolean {
  const number = /^#?(\d+)$/.exec(search)?.[1]
  if (number !== undefined && Number(number) === peer) return true
  return !search.startsWith('#') && formatAddress(remote).toLowerCase().includes(search)
}
