import type { ImportRecords } from './import-records'
import { ipAddress, type IpPacket } from './ip-packet'
import { RecentlyUsed } from './recently-used'

/** Flows kept at once; one that was quiet for longer gets another peer number when it goes on. */
const keptFlows = 65_536
const headerLength = 8

/** Finds the peer of each UDP packet: whoever sent the first datagram between two addresses. */
export class UdpFlows {
  /** Peer numbers by the peer's address and port, then ours. */
  private readonly flows = new RecentlyUsed<number>(keptFlows, () => undefined)

  constructor(private readonly records: ImportRecords) {}

  take({ source, destination, payload, missing }: IpPacket): void {
    if (payload.length < headerLength) return this.records.skip('broken')
    const [sourcePort, destinationPort] = [payload.readUInt16BE(0), payload.readUInt16BE(2)]
    const from = source + String.fromCharCode(sourcePort)
    const to = destination + String.fromCharCode(destinationPort)
    const sentByUs = this.flows.get(to + from)
    const peer =
      sentByUs ??
      this.flows.get(from + to) ??
      this.appear(from + to, { source, sourcePort, destination, destinationPort })
    const direction = sentByUs === undefined ? 'in' : 'out'
    // 0 where it does not fit 16 bits (RFC 2675) or the network card fills it in.
    const length = payload.readUInt16BE(4) || payload.length + missing
    const end = Math.max(headerLength, Math.min(length, payload.length + missing))
    const data = payload.subarray(headerLength, end)
    this.records.message(peer, direction, data)
    const unseen = end - headerLength - data.length
    if (unseen > 0) this.records.event(peer, { event: 'stream-gap', direction, bytes: unseen })
  }

  private appear(
    key: string,
    ends: { source: string; sourcePort: number; destination: string; destinationPort: number },
  ): number {
    const peer = this.records.newPeer()
    this.flows.set(key, peer)
    this.records.event(peer, {
      event: 'peer-appeared',
      remote: { address: ipAddress(ends.source), port: ends.sourcePort },
      local: { address: ipAddress(ends.destination), port: ends.destinationPort },
    })
    return peer
  }
}
