import { recordKinds } from '../../../shared/capture/record'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { stepScope } from '../../../shared/timeline/timeline-step'
import { unknownLife, type LifeMoment, type PeerLife } from '../../../shared/timeline/timeline-life'
import type { EntryBlock, SeriesReader } from '../capture/series-reader'
import { StreamIndex } from '../follow/stream-index'
import { PeerAddresses } from '../query/peer-addresses'
import { LogHistogram } from '../query/statistics/log-histogram'
import type { LaneSide } from './lane-side'

/** Addresses are known of the peers up to this number; 8 MB. */
const mostAddresses = 1_048_576
/** The newest peers, which are offered to choose from. */
const offeredPeers = 100
/** An endpoint is set up by one or two events; more are of starts that failed. */
const mostSetup = 8
/** They are among so many first records. */
const setupRecords = 32

/**
 * What is known of the life of one peer (or of an endpoint, where it is null), learned from all records of a capture in order
 * and in constant memory: its turning points, where its bytes are, and from which record on its life is told.
 */
export class LaneHistory {
  readonly index = new StreamIndex()
  private readonly addresses: PeerAddresses
  private readonly answers = new LogHistogram()
  private readonly setup: number[] = []
  private known: PeerLife = unknownLife
  private attemptsFrom: number
  private lastAttempt: LifeMoment | null = null
  private firstOwn: number | null = null
  private newest: LifeMoment | null = null
  private highestPeer = 0
  private asked: number | null = null
  private longestAnswer = 0
  private readonly setUpBefore: number

  /** `answersTo`: which direction is the question; the other one is the answer. */
  constructor(
    series: SeriesReader,
    private readonly peer: number | null,
    private readonly side: LaneSide,
    private readonly answersTo: 'in' | 'out',
  ) {
    this.addresses = new PeerAddresses(series, mostAddresses)
    // A relay's attempts to reach its target are told as those of its peer.
    this.attemptsFrom = side.isOfTarget ? Infinity : series.firstRecord
    this.setUpBefore = series.firstRecord + setupRecords
  }

  get life(): PeerLife {
    return this.known
  }

  get lastPeer(): number {
    return this.highestPeer
  }

  /** The newest peers with their addresses, the newest first. */
  get peers(): readonly { readonly peer: number; readonly address: string }[] {
    const count = Math.min(offeredPeers, this.highestPeer)
    return Array.from({ length: count }, (_, index) => {
      const peer = this.highestPeer - index
      return { peer, address: this.addresses.of(peer).text }
    })
  }

  /** µs; null where there was none. */
  get medianAnswer(): number | null {
    const { count, median } = this.answers.distribution(0, this.longestAnswer)
    return count === 0 ? null : median
  }

  /** Records that set the endpoint up, before the life begins. */
  get setupRecords(): readonly number[] {
    return this.setup
  }

  /** The first record of the life; null while there is none. */
  get firstRecord(): number | null {
    if (this.known.connecting !== null) return Math.min(this.attemptsFrom, this.firstOwn ?? Infinity)
    return this.firstOwn
  }

  /** The last record of the life; null while it goes on. */
  get lastRecord(): number | null {
    return this.known.closed?.record ?? null
  }

  /** The last thing that happened in it, so far. */
  get last(): LifeMoment | null {
    return this.newest
  }

  /** Is an event of no peer, told by `record`, a part of this life? */
  concerns(event: CaptureEvent, record: number): boolean {
    const { appeared, closed } = this.known
    switch (stepScope(event)) {
      case 'setup':
        return this.setup.includes(record)
      case 'attempt':
        return record >= this.attemptsFrom && record < (appeared?.record ?? 0)
      case 'life':
        return appeared !== null && record > appeared.record && (closed === null || record < closed.record)
    }
  }

  /** Takes the first `count` entries of a block. Blocks come in order. */
  learn(block: EntryBlock, count: number): void {
    const { entries, firstRecord, capture } = block
    this.addresses.learn(entries, firstRecord, count)
    for (let at = 0; at < count; at += 1) {
      const peer = entries.peer(at)
      if (peer > this.highestPeer) this.highestPeer = peer
      const record = firstRecord + at
      const moment = { record, time: entries.time(at) }
      const isEvent = entries.kind(at) === recordKinds.event
      if (this.peer === null) {
        if (at === count - 1) this.newest = moment
        if (isEvent && record < this.setUpBefore)
          this.takePlace(capture.eventSync(entries.offset(at), entries.length(at)))
        continue
      }
      if (peer === this.peer) {
        const event = isEvent ? capture.eventSync(entries.offset(at), entries.length(at)) : null
        this.takeOwn(moment, block, at, event)
      } else if (isEvent && this.known.appeared === null && !this.side.isOfTarget) {
        if (peer > 0) this.attemptsEnd(record)
        else this.takeEndpointEvent(moment, capture.eventSync(entries.offset(at), entries.length(at)))
      }
    }
  }

  /** Attempts before belong to the connection of another peer. */
  private attemptsEnd(record: number): void {
    this.attemptsFrom = record + 1
    this.lastAttempt = null
  }

  private takeEndpointEvent(moment: LifeMoment, event: CaptureEvent): void {
    this.takePlace(event)
    if (event.event === 'connecting') this.lastAttempt = moment
    if (stepScope(event) === 'setup' && this.setup.length < mostSetup) this.setup.push(moment.record)
  }

  /** Where the endpoint is, and of which kind. */
  private takePlace(event: CaptureEvent): void {
    if (event.event === 'bound') this.known = { ...this.known, local: event.local, datagrams: true }
    if (event.event === 'listening') this.known = { ...this.known, local: event.local }
  }

  private takeOwn(moment: LifeMoment, block: EntryBlock, at: number, event: CaptureEvent | null): void {
    // What the client sends while its target is being connected is no part of that connection yet.
    if (event ? !this.side.tells(event) : this.firstOwn === null && this.side.isOfTarget) return
    this.firstOwn ??= moment.record
    this.newest = moment
    if (event) this.takeEvent(moment, event)
    else this.takeMessage(moment, block, at)
  }

  private takeMessage({ record, time }: LifeMoment, block: EntryBlock, at: number): void {
    const way = this.side.crossed(block, at)
    if (way === null) return
    this.index.add(record, way, block.entries.length(at))
    if (way === this.answersTo) {
      this.asked ??= time
      return
    }
    if (this.asked === null) return
    this.longestAnswer = Math.max(this.longestAnswer, time - this.asked)
    this.answers.add(time - this.asked, 1)
    this.asked = null
  }

  private takeEvent(moment: LifeMoment, event: CaptureEvent): void {
    switch (event.event) {
      case 'connecting':
        this.lastAttempt = moment
        break
      case 'accepted':
      case 'connected':
      case 'peer-appeared': {
        const { known, lastAttempt } = this
        const local = event.local ?? known.local
        const connecting = event.event === 'connected' ? lastAttempt : null
        const datagrams = event.event === 'peer-appeared' || known.datagrams
        this.known = { ...known, connecting, appeared: moment, local, remote: event.remote, datagrams }
        break
      }
      case 'end-sent':
        this.known = { ...this.known, endSent: moment }
        break
      case 'end-received':
        this.known = { ...this.known, endReceived: moment }
        break
      case 'leg-closed':
        if (this.side.isOfTarget) this.known = { ...this.known, closed: moment, end: event.end }
        break
      case 'closed':
        this.known = { ...this.known, closed: moment, end: event.end }
        break
      default:
    }
  }
}
