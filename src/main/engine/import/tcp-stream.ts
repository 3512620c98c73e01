import { sequenceDistance } from './tcp-segment'

/** What comes out of a stream, in its order. */
export interface StreamSink {
  data(bytes: Uint8Array): void
  /** So many bytes of the stream were never captured. */
  gap(bytes: number): void
  /** The sender ended its side. */
  end(): void
}

/** Bytes held back by all streams of an import. */
export interface HeldBytes {
  total: number
}

/** Data of one segment, or what is left of it; `missing` bytes follow that were not captured. */
interface Piece {
  readonly sequence: number
  readonly data: Buffer
  readonly missing: number
  readonly fin: boolean
}

/** What one stream, and all together, may hold back until the bytes before arrive. */
const heldLimits = { pieces: 4_096, bytes: 1024 * 1024, total: 64 * 1024 * 1024 } as const
/** Packets of a connection may be captured in another order than they came. By so many at most. */
const reorderedPackets = 32

/**
 * One direction of a TCP connection: puts segments in order, leaves out what was sent again, and finds what was never
 * captured. What the receiver has acknowledged and still did not turn up some packets later is a gap.
 */
export class TcpStream {
  /** Sequence number of the next byte; null until the first segment. */
  private next: number | null = null
  /** Pieces behind a hole, in order. */
  private held: Piece[] = []
  private heldBytes = 0
  private highestAcknowledged: number | null = null
  /** Packets since the hole before the held pieces was acknowledged. */
  private patience = reorderedPackets
  private hasEnded = false

  constructor(
    private readonly sink: StreamSink,
    private readonly budget: HeldBytes,
  ) {}

  get isBegun(): boolean {
    return this.next !== null
  }

  get ended(): boolean {
    return this.hasEnded
  }

  /** Tells where the stream goes on, unless that is known. */
  begin(sequence: number): void {
    this.next ??= sequence >>> 0
  }

  /** Takes a segment's data; `fin` stands behind it. `data` may be changed once this has returned. */
  take(sequence: number, data: Buffer, missing: number, fin: boolean): void {
    if (data.length + missing === 0 && !fin) return
    this.begin(sequence)
    if (sequenceDistance(sequence, this.next!) > 0) {
      this.hold({ sequence, data: Buffer.from(new Uint8Array(data).buffer), missing, fin })
    } else {
      this.deliver({ sequence, data, missing, fin })
      this.drain()
    }
  }

  /** The receiver has everything before `sequence`. To be called with each packet that tells so. */
  acknowledge(sequence: number): void {
    if (this.next === null) return this.begin(sequence)
    const highest = this.highestAcknowledged
    if (highest === null || sequenceDistance(sequence, highest) > 0) this.highestAcknowledged = sequence
    const first = this.held[0]
    if (!first || sequenceDistance(this.highestAcknowledged!, first.sequence) < 0) return
    this.patience -= 1
    if (this.patience < 0) this.skipHole(first)
  }

  /** Nothing more will come: what is held comes out, and what is missing is told. */
  flush(): void {
    for (let first = this.held[0]; first; first = this.held[0]) this.skipHole(first)
    if (this.next === null || this.highestAcknowledged === null || this.hasEnded) return
    const unseen = sequenceDistance(this.highestAcknowledged, this.next)
    // One may be the end of the stream, which is acknowledged as a byte is.
    if (unseen > 1) this.gap(unseen)
  }

  private hold(piece: Piece): void {
    let at = this.held.length
    while (at > 0 && sequenceDistance(piece.sequence, this.held[at - 1]!.sequence) < 0) at -= 1
    this.held.splice(at, 0, piece)
    this.countHeld(piece.data.length)
    while (this.isFull && this.held[0]) this.skipHole(this.held[0])
  }

  private get isFull(): boolean {
    return (
      this.held.length > heldLimits.pieces ||
      this.heldBytes > heldLimits.bytes ||
      this.budget.total > heldLimits.total
    )
  }

  private countHeld(bytes: number): void {
    this.heldBytes += bytes
    this.budget.total += bytes
  }

  private skipHole(first: Piece): void {
    this.gap(sequenceDistance(first.sequence, this.next!))
    this.drain()
  }

  private gap(bytes: number): void {
    this.next = (this.next! + bytes) >>> 0
    this.patience = reorderedPackets
    if (bytes > 0) this.sink.gap(bytes)
  }

  /** Hands over the held pieces that follow without a hole. */
  private drain(): void {
    let count = 0
    while (count < this.held.length) {
      const piece = this.held[count]!
      if (sequenceDistance(piece.sequence, this.next!) > 0) break
      this.countHeld(-piece.data.length)
      this.deliver(piece)
      count += 1
    }
    this.held.splice(0, count)
  }

  /** Hands over what is new of a piece that begins at the next byte or before it. */
  private deliver({ sequence, data, missing, fin }: Piece): void {
    if (this.hasEnded) return
    const known = sequenceDistance(this.next!, sequence)
    const length = data.length + missing
    if (known > length || (known === length && !fin)) return
    const fresh = data.subarray(Math.min(known, data.length))
    if (fresh.length > 0) {
      this.sink.data(fresh)
      this.next = (this.next! + fresh.length) >>> 0
      this.patience = reorderedPackets
    }
    const unseen = length - Math.max(known, data.length)
    if (unseen > 0) this.gap(unseen)
    if (!fin) return
    this.next = (this.next! + 1) >>> 0
    this.hasEnded = true
    this.sink.end()
  }
}
