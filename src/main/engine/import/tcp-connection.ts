import type { PeerEnd } from '../../../shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import { SockwrightError } from '../../../shared/contract/errors'
import type { ImportRecords } from './import-records'
import type { TcpSegment } from './tcp-segment'
import { TcpStream, type HeldBytes, type StreamSink } from './tcp-stream'

/** The two ends: `local` is the server, from whose side the capture is told; `remote` the client, its peer. */
export interface ConnectionEnds {
  readonly local: SocketAddress
  readonly remote: SocketAddress
}

type Side = 'in' | 'out'

/** One TCP connection of a packet file, from its first segment to its end. */
export class TcpConnection {
  /** `in` is what the client sends. */
  private readonly streams: Readonly<Record<Side, TcpStream>>
  private peer = 0
  private readonly bytes = { in: 0, out: 0 }
  private acceptedAt = 0
  private firstEnd: Side | null = null
  private isOver = false

  /** `opening` is the sequence number of the client's SYN; null where the file begins later. */
  constructor(
    private readonly ends: ConnectionEnds,
    readonly opening: number | null,
    private readonly records: ImportRecords,
    budget: HeldBytes,
  ) {
    this.streams = {
      in: new TcpStream(this.sink('in'), budget),
      out: new TcpStream(this.sink('out'), budget),
    }
  }

  get over(): boolean {
    return this.isOver
  }

  /** Takes a segment that went `side`; `time` in µs. */
  take(side: Side, segment: TcpSegment, time: number): void {
    const { sequence, acknowledged, syn, fin, reset, data, missing } = segment
    if (this.isOver) {
      if (data.length > 0 && !this.streams[side].ended) this.records.skip('late')
      return
    }
    if (reset) return this.reset(side, time)
    const other = this.streams[side === 'in' ? 'out' : 'in']
    if (acknowledged !== null) {
      this.accept(time)
      other.acknowledge(acknowledged)
    }
    if (syn) this.streams[side].begin(sequence + 1)
    const first = (sequence + (syn ? 1 : 0)) >>> 0
    if (data.length + missing > 0 || fin) this.accept(time)
    this.streams[side].take(first, data, missing, fin)
    if (this.streams.in.ended && this.streams.out.ended) {
      this.close({ by: this.firstEnd === 'in' ? 'peer' : 'us', how: 'close' }, time)
    }
  }

  /** The file has no more of it: what is held comes out. A connection that was not answered never was one. */
  leave(): void {
    if (this.isOver) return
    this.isOver = true
    if (this.peer === 0) return this.notConnected('ETIMEDOUT')
    this.streams.in.flush()
    this.streams.out.flush()
  }

  private sink(side: Side): StreamSink {
    return {
      data: (bytes) => {
        this.bytes[side] += bytes.length
        this.records.message(this.peer, side, bytes)
      },
      gap: (bytes) => this.records.event(this.peer, { event: 'stream-gap', direction: side, bytes }),
      end: () => {
        this.firstEnd ??= side
        this.records.event(this.peer, { event: side === 'in' ? 'end-received' : 'end-sent' })
      },
    }
  }

  private accept(time: number): void {
    if (this.peer > 0) return
    this.peer = this.records.newPeer()
    this.acceptedAt = time
    this.records.event(this.peer, { event: 'accepted', ...this.ends })
  }

  private reset(side: Side, time: number): void {
    if (this.peer > 0) return this.close({ by: side === 'in' ? 'peer' : 'us', how: 'reset' }, time)
    this.isOver = true
    this.notConnected('ECONNREFUSED')
  }

  private close(end: PeerEnd, time: number): void {
    this.streams.in.flush()
    this.streams.out.flush()
    this.isOver = true
    this.records.event(this.peer, {
      event: 'closed',
      end,
      receivedBytes: this.bytes.in,
      sentBytes: this.bytes.out,
      durationMs: Math.round((time - this.acceptedAt) / 1_000),
    })
  }

  private notConnected(code: 'ECONNREFUSED' | 'ETIMEDOUT'): void {
    const { local } = this.ends
    this.records.event(0, {
      event: 'connect-failed',
      remote: local,
      failure: new SockwrightError(code, { ...local }).toFailure(),
    })
  }
}
