import type { CaptureEvent } from '../../../shared/capture/capture-event'
import { recordKinds } from '../../../shared/capture/record'
import type { TimelinePartner } from '../../../shared/contract/engine/timeline-calls'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import { movesDatagrams } from '../../../shared/timeline/timeline-role'
import { isAnyAddress, plainIpv4 } from '../network/ip-address'
import { openSeries, type SeriesReader } from '../capture/series-reader'
import { firstRecordAt } from '../query/statistics/record-times'
import type { PartnerSearchTask } from './timeline-protocol'

/** Index entries looked at in one step, and of one capture at most: 64 MiB. */
const stepEntries = 32_768
const mostEntries = 2_097_152
/** Both ends of a connection tell of it within this time, µs; a peer over datagrams may be met at any time. */
const apart = 5_000_000

/** Both ends of a peer's way, and when it appeared. `local` without an address is any of this machine. */
interface PeerWay {
  readonly peer: number
  readonly local: SocketAddress
  readonly remote: SocketAddress
  readonly time: number
}

/**
 * Looks for the peer at the other end of a connection in other captures: the one whose addresses are the same, the other way
 * round. Null where there is none, or more than the eye could follow. Fails as opening the capture does.
 */
export async function findPartner({
  capture,
  peer,
  candidates,
}: PartnerSearchTask): Promise<TimelinePartner | null> {
  const own = await withSeries(capture, (series) => wayOf(series, (way) => way.peer === peer))
  if (!own) return null
  for (const candidate of candidates) {
    // A capture that cannot be read has nothing to show either.
    const found = await withSeries(candidate, (series) =>
      wayOf(series, (way) => isOtherEnd(own, way), own),
    ).catch(() => null)
    if (found) return { capture: candidate, peer: found.peer }
  }
  return null
}

async function withSeries<T>(capture: string, work: (series: SeriesReader) => Promise<T>): Promise<T> {
  const series = await openSeries(capture)
  try {
    return await work(series)
  } finally {
    series.close()
  }
}

/** The first peer that is `wanted`; of connections, only those that began at the time of `near`. */
async function wayOf(
  series: SeriesReader,
  wanted: (way: PeerWay) => boolean,
  near: PeerWay | null = null,
): Promise<PeerWay | null> {
  const datagrams = movesDatagrams(series.meta.endpoint.kind)
  const time = datagrams ? null : (near?.time ?? null)
  const first = time === null ? series.firstRecord : recordAt(series, time - apart)
  const bound = datagrams ? boundAddress(series) : null
  for (let from = first; from <= series.records && from - first < mostEntries;) {
    const block = series.entriesSync(from, stepEntries)
    if (!block || block.entries.count === 0) return null
    const { entries, capture, firstRecord } = block
    for (let at = 0; at < entries.count; at += 1) {
      if (time !== null && entries.time(at) > time + apart) return null
      if (entries.kind(at) !== recordKinds.event || entries.peer(at) === 0) continue
      const ends = endsOf(capture.eventSync(entries.offset(at), entries.length(at)), bound)
      const way = ends && { ...ends, peer: entries.peer(at), time: entries.time(at) }
      if (way && wanted(way)) return way
    }
    from = firstRecord + entries.count
    await new Promise((resolve) => setImmediate(resolve))
  }
  return null
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

function endsOf(event: CaptureEvent, bound: SocketAddress | null): Pick<PeerWay, 'local' | 'remote'> | null {
  // What a relay writes to its target came from its client: its capture is no picture of that connection.
  if (event.leg === 'target') return null
  switch (event.event) {
    case 'accepted':
    case 'connected':
      return { local: event.local, remote: event.remote }
    case 'peer-appeared': {
      const local = event.local ?? bound
      return local && { local, remote: event.remote }
    }
    default:
      return null
  }
}

function isOtherEnd(one: PeerWay, other: PeerWay): boolean {
  return isSameAddress(one.local, other.remote) && isSameAddress(one.remote, other.local)
}

function isSameAddress(one: SocketAddress, other: SocketAddress): boolean {
  if (one.port !== other.port || one.port === 0) return false
  const [mine, theirs] = [plainIpv4(one.address) ?? one.address, plainIpv4(other.address) ?? other.address]
  return mine === theirs || isAnyAddress(mine) || isAnyAddress(theirs)
}
