import { recordKinds } from '../../../shared/capture/record'
import { formatAddress, type SocketAddress } from '../../../shared/endpoints/socket-address'
import type { EntryList } from '../capture/record-entry'
import type { SeriesReader } from '../capture/series-reader'
import type { PeerEnds } from './formats/exported-record'

/** Addresses kept ready; those of other peers are read again from their event. */
const keptAddresses = 10_000
/** An endpoint's start, with the address that a UDP endpoint is bound to, lies within so many records. */
const startRecords = 32

/** A peer whose addresses are known, with the remote one in words. */
export interface PeerAddress {
  readonly ends: PeerEnds | null
  readonly text: string
}

const unknownPeer: PeerAddress = { ends: null, text: '' }

/**
 * Addresses of peers, from the events with which they appeared. Holds 8 bytes for each peer (the number of that
 * event's record) and the addresses used last, so that a capture of a million UDP sources takes little memory.
 */
export class PeerAddresses {
  private firstEvents = new Float64Array(1_024)
  private readonly addresses = new Map<number, PeerAddress>()
  private bound: SocketAddress | null | undefined = undefined

  /** Of peers beyond number `mostPeers` nothing is learned. */
  constructor(
    private readonly series: SeriesReader,
    private readonly mostPeers = Infinity,
  ) {}

  /** Notes which peers appear in `count` entries, the first of which is record `firstRecord`. Entries come in order. */
  learn(entries: EntryList, firstRecord: number, count: number): void {
    for (let index = 0; index < count; index += 1) {
      if (entries.kind(index) !== recordKinds.event) continue
      const peer = entries.peer(index)
      if (peer === 0 || peer > this.mostPeers) continue
      if (peer >= this.firstEvents.length) this.grow(peer)
      if (this.firstEvents[peer] === 0) this.firstEvents[peer] = firstRecord + index
    }
  }

  /** Nothing is known of no peer and where its appearance is no longer in the series. */
  of(peer: number): PeerAddress {
    if (peer === 0) return unknownPeer
    const kept = this.addresses.get(peer)
    if (kept !== undefined) return kept
    const address = this.read(this.firstEvents[peer] ?? 0)
    if (this.addresses.size >= keptAddresses) this.addresses.delete(this.addresses.keys().next().value!)
    this.addresses.set(peer, address)
    return address
  }

  private read(record: number): PeerAddress {
    const block = record > 0 ? this.series.entriesSync(record, 1) : null
    if (!block || block.entries.count === 0) return unknownPeer
    const event = block.capture.eventSync(block.entries.offset(0), block.entries.length(0))
    switch (event.event) {
      case 'accepted':
      case 'connected':
      case 'peer-appeared': {
        const { event: appeared, remote } = event
        const local = ('local' in event ? event.local : undefined) ?? this.boundAddress()
        return { ends: { appeared, local, remote }, text: formatAddress(remote) }
      }
      default:
        return unknownPeer
    }
  }

  /** The address of a UDP endpoint's socket. */
  private boundAddress(): SocketAddress | null {
    if (this.bound === undefined) this.bound = this.readBoundAddress()
    return this.bound
  }

  private readBoundAddress(): SocketAddress | null {
    const block = this.series.entriesSync(1, startRecords)
    for (let index = 0; index < (block?.entries.count ?? 0); index += 1) {
      const { entries, capture } = block!
      if (entries.kind(index) !== recordKinds.event || entries.peer(index) !== 0) continue
      const event = capture.eventSync(entries.offset(index), entries.length(index))
      if (event.event === 'bound') return event.local
    }
    return null
  }

  private grow(peer: number): void {
    const larger = new Float64Array(Math.max(peer + 1, this.firstEvents.length * 2))
    larger.set(this.firstEvents)
    this.firstEvents = larger
  }
}
