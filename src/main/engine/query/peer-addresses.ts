import { recordKinds } from '../../../shared/capture/record'
import { formatAddress } from '../../../shared/endpoints/socket-address'
import type { EntryList } from '../capture/record-entry'
import type { SeriesReader } from '../capture/series-reader'

/** Addresses kept ready; those of other peers are read again from their event. */
const keptAddresses = 10_000

/**
 * Remote addresses of peers, from the events with which they appeared. Holds 8 bytes for each peer (the number of that
 * event's record) and the addresses used last, so that a capture of a million UDP sources takes little memory.
 */
export class PeerAddresses {
  private firstEvents = new Float64Array(1_024)
  private readonly addresses = new Map<number, string>()

  constructor(private readonly series: SeriesReader) {}

  /** Notes which peers appear in `count` entries, the first of which is record `firstRecord`. Entries come in order. */
  learn(entries: EntryList, firstRecord: number, count: number): void {
    for (let index = 0; index < count; index += 1) {
      if (entries.kind(index) !== recordKinds.event) continue
      const peer = entries.peer(index)
      if (peer === 0) continue
      if (peer >= this.firstEvents.length) this.grow(peer)
      if (this.firstEvents[peer] === 0) this.firstEvents[peer] = firstRecord + index
    }
  }

  /** `address:port`; empty for no peer and where its appearance is no longer in the series. */
  of(peer: number): string {
    if (peer === 0) return ''
    const kept = this.addresses.get(peer)
    if (kept !== undefined) return kept
    const address = this.read(this.firstEvents[peer] ?? 0)
    if (this.addresses.size >= keptAddresses) this.addresses.delete(this.addresses.keys().next().value!)
    this.addresses.set(peer, address)
    return address
  }

  private read(record: number): string {
    const block = record > 0 ? this.series.entriesSync(record, 1) : null
    if (!block || block.entries.count === 0) return ''
    const event = block.capture.eventSync(block.entries.offset(0), block.entries.length(0))
    return 'remote' in event && event.remote ? formatAddress(event.remote) : ''
  }

  private grow(peer: number): void {
    const larger = new Float64Array(Math.max(peer + 1, this.firstEvents.length * 2))
    larger.set(this.firstEvents)
    this.firstEvents = larger
  }
}
