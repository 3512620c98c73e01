import type { SeriesReader } from '../capture/series-reader'
import { PeerAddresses } from './peer-addresses'
import type { LocatedEntry } from './row-reader'

/** Peers beyond this number have no address here; 8 MB. */
const mostPeers = 1_048_576
/** Entries in which peers are looked for at once. */
const learnEntries = 32_768

/** Addresses of the peers of rows. Reads the index up to the last row that was asked for, each entry once. */
export class RowAddresses {
  private readonly addresses: PeerAddresses
  private next: number

  constructor(private readonly series: SeriesReader) {
    this.addresses = new PeerAddresses(series, mostPeers)
    this.next = series.firstRecord
  }

  /** The address of each row's peer; null where it has none or nothing is known of it. */
  async of(rows: readonly LocatedEntry[]): Promise<readonly (string | null)[]> {
    await this.learnUpTo(rows.at(-1)?.record ?? 0)
    return rows.map(({ entry }) => this.addresses.of(entry.peer).text || null)
  }

  private async learnUpTo(last: number): Promise<void> {
    while (this.next <= last) {
      const from = this.next
      const block = await this.series.entries(from, Math.min(learnEntries, last - from + 1))
      if (!block || block.entries.count === 0) return
      this.addresses.learn(block.entries, block.firstRecord, block.entries.count)
      // Another page may have been asked for meanwhile and come further.
      this.next = Math.max(this.next, block.firstRecord + block.entries.count)
    }
  }
}
