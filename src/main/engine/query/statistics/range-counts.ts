import { directions, isOriginal, recordKinds } from '../../../../shared/capture/record'
import type { EntryList } from '../../capture/record-entry'
import { DirectionCounts } from './direction-counts'
import { PeerCounts } from './peer-counts'
import type { TimeBuckets } from './time-buckets'

/**
 * All that is counted of the records in a range of time, from their index entries alone; what became of a message is not
 * counted beside it. Memory does not grow with them.
 */
export class RangeCounts {
  readonly in = new DirectionCounts()
  readonly out = new DirectionCounts()
  readonly peers = new PeerCounts()
  undirectedMessages = 0
  undirectedBytes = 0
  events = 0

  constructor(readonly buckets: TimeBuckets) {}

  /** `time` is that of the entry. */
  count(entries: EntryList, index: number, time: number): void {
    const peer = entries.peer(index)
    if (entries.kind(index) === recordKinds.event) {
      this.events += 1
      if (peer !== 0) this.peers.event(peer, 1)
      return
    }
    if (!isOriginal(entries.flags(index))) return
    const length = entries.length(index)
    const direction = entries.direction(index)
    if (direction === directions.none) {
      this.undirectedMessages += 1
      this.undirectedBytes += length
      return
    }
    const slot = this.buckets.slotFor(time)
    if (direction === directions.out) this.out.count(this.buckets.out, slot, time, length)
    else this.in.count(this.buckets.in, slot, time, length)
    this.peers.message(peer, direction === directions.out, length, 1)
  }

  /** Takes back what {@link count} counted first of what is left. */
  takeBack(entries: EntryList, index: number): void {
    const peer = entries.peer(index)
    if (entries.kind(index) === recordKinds.event) {
      this.events -= 1
      if (peer !== 0) this.peers.event(peer, -1)
      return
    }
    if (!isOriginal(entries.flags(index))) return
    const length = entries.length(index)
    const direction = entries.direction(index)
    if (direction === directions.none) {
      this.undirectedMessages -= 1
      this.undirectedBytes -= length
      return
    }
    const counts = direction === directions.out ? this.out : this.in
    counts.takeBack(entries.time(index), length)
    this.peers.message(peer, direction === directions.out, length, -1)
  }
}
