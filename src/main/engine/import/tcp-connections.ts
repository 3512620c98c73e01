import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { ImportRecords } from './import-records'
import { ipAddress, type IpPacket } from './ip-packet'
import { RecentlyUsed } from './recently-used'
import { TcpConnection } from './tcp-connection'
import { tcpSegment, type TcpSegment } from './tcp-segment'
import type { HeldBytes } from './tcp-stream'

/** Connections kept at once; the one that was quiet longest is left then. */
const keptConnections = 65_536

/** Finds the connection of each TCP packet. */
export class TcpConnections {
  private readonly budget: HeldBytes = { total: 0 }
  /** By the client's address and port, then the server's. */
  private readonly connections = new RecentlyUsed<TcpConnection>(keptConnections, (left) => left.leave())

  constructor(private readonly records: ImportRecords) {}

  take(packet: IpPacket, time: number): void {
    const segment = tcpSegment(packet)
    if (!segment) return this.records.skip('broken')
    const from = packet.source + String.fromCharCode(segment.sourcePort)
    const to = packet.destination + String.fromCharCode(segment.destinationPort)
    const known = this.find(from + to, 'in') ?? this.find(to + from, 'out')
    if (known && !this.isAnew(known.connection, segment)) {
      return known.connection.take(known.side, segment, time)
    }
    known?.connection.leave()
    if (known) this.connections.delete(known.side === 'in' ? from + to : to + from)
    this.begin(packet, segment, from, to, time)
  }

  /** The file has ended. */
  finish(): void {
    this.connections.clear()
  }

  private find(key: string, side: 'in' | 'out') {
    const connection = this.connections.get(key)
    return connection && { connection, side }
  }

  /** Does the segment open a connection between ends that had another one before? */
  private isAnew(known: TcpConnection, { syn, acknowledged, sequence }: TcpSegment): boolean {
    return syn && acknowledged === null && (known.over || known.opening !== sequence)
  }

  private begin(packet: IpPacket, segment: TcpSegment, from: string, to: string, time: number): void {
    // What trails behind an end that was before the file begins.
    const isTrace = segment.data.length === 0 && !segment.fin && !segment.syn
    if (segment.reset || isTrace) return
    const side = clientSide(segment)
    const source = { address: ipAddress(packet.source), port: segment.sourcePort }
    const destination = { address: ipAddress(packet.destination), port: segment.destinationPort }
    const ends = endsOf(side, source, destination)
    const opening = segment.syn && side === 'in' ? segment.sequence : null
    const connection = new TcpConnection(ends, opening, this.records, this.budget)
    this.connections.set(side === 'in' ? from + to : to + from, connection)
    connection.take(side, segment, time)
  }
}

/** Is the segment the client's (`in`)? A SYN tells; without one, the server has the lower port. */
function clientSide({ syn, acknowledged, sourcePort, destinationPort }: TcpSegment): 'in' | 'out' {
  if (syn) return acknowledged === null ? 'in' : 'out'
  return sourcePort < destinationPort ? 'out' : 'in'
}

function endsOf(side: 'in' | 'out', source: SocketAddress, destination: SocketAddress) {
  return side === 'in' ? { local: destination, remote: source } : { local: source, remote: destination }
}
