import type { PeerTime } from '../../../shared/contract/engine/view-calls'
import type { EntryBlock, SeriesReader } from '../capture/series-reader'
import type { LocatedEntry } from './row-reader'

/** Entries read in one go: 1 MiB of index. */
const readEntries = 32_768
/** How far one page of rows goes back when all its rows are near each other: 8 MiB of index. */
const farthestReach = 262_144
/** The same where they are not, shared among the rows; each has at least the last. */
const sharedReach = 524_288
const leastReach = 4_096

/** A row whose peer has not been met again yet; `oldest` is the time of the last entry that was looked at. */
interface WaitingRow {
  readonly at: number
  oldest: number
}

/**
 * Finds for each of `located` (by rising record) when the record before of the same peer was, by going back through the
 * index, none of it twice. How far is bounded, whatever the size of the capture. Null where no peer is concerned, and
 * for the first record of a peer.
 */
export async function peerTimes(
  series: SeriesReader,
  located: readonly LocatedEntry[],
): Promise<readonly (PeerTime | null)[]> {
  const search = new PeerSearch(located)
  while (search.wanted !== null) {
    if (search.wanted < series.firstRecord) {
      search.end(series.firstRecord === 1)
      break
    }
    const block = await entriesUpTo(series, search.wanted)
    if (block) search.look(block)
    else search.end(false)
  }
  return search.found
}

/** Entries that end with `record`; null where it is gone with its folder. */
async function entriesUpTo(series: SeriesReader, record: number): Promise<EntryBlock | null> {
  for (let from = Math.max(series.firstRecord, record - readEntries + 1); ;) {
    const block = await series.entries(from, record - from + 1)
    if (!block || block.entries.count === 0 || block.firstRecord > record) return null
    // A block ends with its folder.
    from = block.firstRecord + block.entries.count
    if (from > record) return block
  }
}

class PeerSearch {
  readonly found: (PeerTime | null)[]
  /** The next record to look at, going down; null when every row has its answer. */
  wanted: number | null = null
  /** By peer: the first record of it that is met ends the wait of any row before. */
  private readonly waiting = new Map<number, WaitingRow>()
  /** The next row to wait, going down. */
  private next: number
  private readonly reach: number

  constructor(private readonly rows: readonly LocatedEntry[]) {
    this.found = rows.map(() => null)
    this.next = rows.length - 1
    const span = rows.length > 0 ? rows.at(-1)!.record - rows[0]!.record : 0
    const share = Math.max(leastReach, Math.floor(sharedReach / Math.max(1, rows.length)))
    this.reach = span <= farthestReach ? farthestReach : share
    this.goOn(Infinity)
  }

  /** Looks through `block`, which ends with the wanted record. */
  look({ firstRecord, entries }: EntryBlock): void {
    while (this.wanted !== null && this.wanted >= firstRecord) {
      const record = this.wanted
      while (this.next >= 0 && this.rows[this.next]!.record > record) this.wait()
      this.meet(entries.peer(record - firstRecord), entries.time(record - firstRecord))
      this.goOn(record - 1)
    }
    if (this.wanted !== null) this.giveUp(this.wanted, entries.time(0))
  }

  /** There is nothing more to look at; `complete` where that is the beginning of the capture. */
  end(complete: boolean): void {
    if (!complete)
      for (const { at, oldest } of this.waiting.values()) this.found[at] = { time: oldest, exact: false }
    this.waiting.clear()
    this.wanted = null
  }

  private wait(): void {
    const { entry } = this.rows[this.next]!
    if (entry.peer !== 0) this.waiting.set(entry.peer, { at: this.next, oldest: entry.time })
    this.next -= 1
  }

  private meet(peer: number, time: number): void {
    const row = this.waiting.get(peer)
    if (!row) return
    this.found[row.at] = { time, exact: true }
    this.waiting.delete(peer)
  }

  /** Turns to `record`, or where nobody waits to the one before the next row. */
  private goOn(record: number): void {
    if (this.waiting.size > 0) this.wanted = record
    else this.wanted = this.next < 0 ? null : Math.min(record, this.rows[this.next]!.record - 1)
  }

  /** Ends the wait of rows that have been looked for far enough; `time` is that of the entry after `record`. */
  private giveUp(record: number, time: number): void {
    for (const [peer, row] of this.waiting) {
      row.oldest = time
      if (this.rows[row.at]!.record - record <= this.reach) continue
      this.found[row.at] = { time, exact: false }
      this.waiting.delete(peer)
    }
    this.goOn(record)
  }
}
