import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { recordKinds } from '../../../shared/capture/record'
import type { TimelinePartner } from '../../../shared/contract/engine/timeline-calls'
import { isUnixAddress, type SocketAddress } from '../../../shared/endpoints/socket-address'
import { isAnyAddress, plainIpv4 } from '../network/ip-address'
import { openSeries, type SeriesReader } from '../capture/series-reader'
import { firstRecordAt } from '../query/statistics/record-times'
import type { PartnerSearchTask } from './timeline-protocol'

/** Index entries looked at in one step, and of one capture at most: 64 MiB. */
const stepEntries = 32_768
const mostEntries = 2_097_152
/** Both ends of a connection tell of it within this time, µs; a peer over datagrams may be met at any time. */
const apart = 5_000_000

/** The nearest of connections that look alike is taken where the next is so many times further away. */
const clearlyNearer = 4
/** So many connections that look alike are compared. */
const mostAlike = 1_000

/** Both ends of a peer's way, and when it appeared. `local` without an address is any of this machine. */
interface PeerWay {
  readonly side: 'client' | 'server' | null
  readonly peer: number
  readonly leg: 'target' | undefined
  readonly local: SocketAddress
  readonly remote: SocketAddress
  readonly time: number
}

/**
 * Looks for the peer at the other end of a connection in other captures: the one whose addresses are the same, the other way
 * round. Clients of a Unix socket have no address: theirs is the connection to the same path that was made at the same
 * time. Null where there is none, or none that is certain. Fails as opening the capture does.
 */
export async function findPartner({
  capture,
  peer,
  leg,
  candidates,
}: PartnerSearchTask): Promise<TimelinePartner | null> {
  const isOwn = (way: PeerWay) => way.peer === peer && way.leg === leg
  const [own] = await withSeries(capture, (series) => waysOf(series, isOwn, 1))
  if (!own) return null
  const isUnix = isUnixAddress(own.remote) || isUnixAddress(own.local)
  const isOther = isUnix ? isOtherUnixEnd : isOtherEnd
  const alike: (PeerWay & TimelinePartner)[] = []
  for (const candidate of candidates) {
    const wanted = (way: PeerWay) => isOther(own, way)
    // A capture that cannot be read has nothing to show either.
    const found = await withSeries(candidate, (series) =>
      waysOf(series, wanted, isUnix ? mostAlike : 1, own),
    ).catch(() => [])
    alike.push(...found.map((way) => ({ ...way, capture: candidate })))
    if (!isUnix && alike.length > 0) break
  }
  const found = isUnix ? nearest(own, alike) : alike[0]
  return found ? { capture: found.capture, peer: found.peer, leg: found.leg } : null
}

/** The one that began at nearly the same time, if no other is near. */
function nearest<W extends PeerWay>({ time }: PeerWay, ways: readonly W[]): W | undefined {
  const distance = (way: W) => Math.abs(way.time - time)
  const [first, second] = [...ways].sort((one, other) => distance(one) - distance(other))
  if (!first || !second) return first
  return distance(second) > distance(first) * clearlyNearer ? first : undefined
}

async function withSeries<T>(capture: string, work: (series: SeriesReader) => Promise<T>): Promise<T> {
  const series = await openSeries(capture)
  try {
    return await work(series)
  } finally {
    series.close()
  }
}

/** The first peers that are `wanted`, `most` at most; of connections, only those that began at the time of `near`. */
async function waysOf(
  series: SeriesReader,
  wanted: (way: PeerWay) => boolean,
  most: number,
  near: PeerWay | null = null,
): Promise<PeerWay[]> {
  const found: PeerWay[] = []
  const bound = boundAddress(series)
  const time = bound ? null : (near?.time ?? null)
  const first = time === null ? series.firstRecord : recordAt(series, time - apart)
  for (let from = first; from <= series.records && from - first < mostEntries;) {
    const block = series.entriesSync(from, stepEntries)
    if (!block || block.entries.count === 0) return found
    const { entries, capture, firstRecord } = block
    for (let at = 0; at < entries.count; at += 1) {
      if (time !== null && entries.time(at) > time + apart) return found
      if (entries.kind(at) !== recordKinds.event || entries.peer(at) === 0) continue
      const ends = endsOf(capture.eventSync(entries.offset(at), entries.length(at)), bound)
      const way = ends && { ...ends, peer: entries.peer(at), time: entries.time(at) }
      if (way && wanted(way)) found.push(way)
      if (found.length >= most) return found
    }
    from = firstRecord + entries.count
    await new Promise((resolve) => setImmediate(resolve))
  }
  return found
}

function recordAt(series: SeriesReader, time: number): number {
  return firstRecordAt(series, time, series.firstRecord, series.records)
}

/** Where a datagram socket is bound: told among the first records. */
function boundAddress(series: SeriesReader): SocketAddress | null {
  const block = series.entriesSync(series.firstRecord, 32)
  for (let at = 0; at < (block?.entries.count ?? 0); at += 1) {
    const { entries, capture } = block!
    if (entries.kind(at) !== recordKinds.event) continue
    const event = capture.eventSync(entries.offset(at), entries.length(at))
    if (event.event === 'bound') return event.local
  }
  return null
}

function endsOf(
  event: CaptureEvent,
  bound: SocketAddress | null,
): Pick<PeerWay, 'side' | 'leg' | 'local' | 'remote'> | null {
  const leg = event.leg === 'target' ? event.leg : undefined
  switch (event.event) {
    case 'accepted':
      return { side: 'server', leg, local: event.local, remote: event.remote }
    case 'connected':
      return { side: 'client', leg, local: event.local, remote: event.remote }
    case 'peer-appeared': {
      const local = event.local ?? bound
      return local && { side: null, leg, local, remote: event.remote }
    }
    default:
      return null
  }
}

function isOtherEnd(one: PeerWay, other: PeerWay): boolean {
  return isSameAddress(one.local, other.remote) && isSameAddress(one.remote, other.local)
}

/** One side of each is named by the path of the server. */
function isOtherUnixEnd(one: PeerWay, other: PeerWay): boolean {
  const pathOf = ({ side, local, remote }: PeerWay) => (side === 'server' ? local : remote).address
  return one.side !== other.side && pathOf(one) === pathOf(other)
}

function isSameAddress(one: SocketAddress, other: SocketAddress): boolean {
  if (one.port !== other.port || one.port === 0) return false
  const [mine, theirs] = [plainIpv4(one.address) ?? one.address, plainIpv4(other.address) ?? other.address]
  return mine === theirs || isAnyAddress(mine) || isAnyAddress(theirs)
}
