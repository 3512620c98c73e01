import type { ByteSource } from './byte-source'
import { longestPacket, PacketFileBreak, type Packet, type PacketReader } from './packet'

/** The magic numbers of pcap files, as they lie in the file (draft-ietf-opsawg-pcap). */
const magics: ReadonlyMap<string, { readonly little: boolean; readonly nanoseconds: boolean }> = new Map([
  ['a1b2c3d4', { little: false, nanoseconds: false }],
  ['d4c3b2a1', { little: true, nanoseconds: false }],
  ['a1b23c4d', { little: false, nanoseconds: true }],
  ['4d3cb2a1', { little: true, nanoseconds: true }],
])

const fileHeader = 24
const packetHeader = 16

/** Do these first bytes begin a pcap file? */
export function isPcap(start: Buffer): boolean {
  return magics.has(start.toString('hex', 0, 4))
}

/** The classic format of libpcap, of either byte order, with µs or ns. */
export class PcapReader implements PacketReader {
  private readonly little: boolean
  private readonly nanoseconds: boolean
  private readonly linkType: number

  /** Throws {@link PacketFileBreak} where the header is cut off. */
  constructor(private readonly source: ByteSource) {
    const header = source.take(fileHeader)
    const magic = header && magics.get(header.toString('hex', 0, 4))
    if (!magic) throw new PacketFileBreak('its header is cut off')
    this.little = magic.little
    this.nanoseconds = magic.nanoseconds
    // The upper bits tell of a frame check sequence.
    this.linkType = this.u32(header, 20) & 0xffff
  }

  next(): Packet | null {
    if (this.source.atEnd()) return null
    const at = this.source.offset
    const header = this.source.take(packetHeader)
    if (!header) throw new PacketFileBreak(`the packet at byte ${at} is cut off`)
    const captured = this.u32(header, 8)
    if (captured > longestPacket)
      throw new PacketFileBreak(`the packet at byte ${at} has an impossible length`)
    const bytes = this.source.take(captured)
    if (!bytes) throw new PacketFileBreak(`the packet at byte ${at} is cut off`)
    const fraction = this.u32(header, 4)
    const micros = this.nanoseconds ? Math.floor(fraction / 1_000) : fraction
    return { time: this.u32(header, 0) * 1_000_000 + micros, linkType: this.linkType, bytes }
  }

  private u32(bytes: Buffer, at: number): number {
    return this.little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
  }
}
