import type { ByteSource } from './byte-source'
import { longestPacket, PacketFileBreak, type Packet, type PacketReader } from './packet'
import { interfaceClock, type InterfaceClock } from './pcapng-clock'
import { pcapngOptions } from './pcapng-options'

/** Block types (draft-ietf-opsawg-pcapng, section 4). */
const blocks = { section: 0x0a0d0d0a, interface: 1, packet: 2, simple: 3, enhanced: 6 } as const

interface CapturedInterface {
  readonly linkType: number
  /** Bytes kept of each packet; 0 for all. */
  readonly snapLength: number
  readonly clock: InterfaceClock
}

/** Longer blocks than those that hold the longest packet are garbage. */
const longestBlock = longestPacket + 1024 * 1024

/** Do these first bytes begin a pcapng file? */
export function isPcapng(start: Buffer): boolean {
  return start.length >= 4 && start.readUInt32LE(0) === blocks.section
}

/** pcapng: sections of either byte order, each with its interfaces. Blocks without packets are passed over. */
export class PcapngReader implements PacketReader {
  private little = true
  private interfaces: CapturedInterface[] = []

  constructor(private readonly source: ByteSource) {}

  next(): Packet | null {
    while (!this.source.atEnd()) {
      const at = this.source.offset
      const packet = this.block(at)
      if (packet) return packet
    }
    return null
  }

  /** Reads one block; returns its packet, if it has one. */
  private block(at: number): Packet | null {
    const start = this.take(8, at)
    // The type of a section header reads the same in both byte orders.
    if (start.readUInt32LE(0) === blocks.section) {
      this.section(start, at)
      return null
    }
    const type = this.u32(start, 0)
    const body = this.body(this.u32(start, 4), 8, at)
    switch (type) {
      case blocks.interface:
        this.interfaces.push(this.interface(body, at))
        return null
      case blocks.enhanced:
        return this.packet(body, this.field(body, 0, at), at)
      case blocks.packet:
        return this.packet(body, this.firstInterface(body, at), at)
      case blocks.simple:
        return this.simplePacket(body, at)
      default:
        return null
    }
  }

  private section(start: Buffer, at: number): void {
    const order = this.take(4, at)
    if (order.readUInt32LE(0) === 0x1a2b3c4d) this.little = true
    else if (order.readUInt32BE(0) === 0x1a2b3c4d) this.little = false
    else throw new PacketFileBreak(`the section at byte ${at} tells no byte order`)
    this.body(this.u32(start, 4), 12, at)
    this.interfaces = []
  }

  /** What is left of a block of `length` bytes of which `read` were read, without the length repeated at its end. */
  private body(length: number, read: number, at: number): Buffer {
    if (length < read + 4 || length > longestBlock || length % 4 !== 0) {
      throw new PacketFileBreak(`the block at byte ${at} has an impossible length`)
    }
    const rest = this.take(length - read, at)
    if (this.u32(rest, rest.length - 4) !== length) {
      throw new PacketFileBreak(`the block at byte ${at} does not end as it begins`)
    }
    return rest.subarray(0, -4)
  }

  private interface(body: Buffer, at: number): CapturedInterface {
    this.field(body, 4, at)
    const options = pcapngOptions(body.subarray(8), this.little)
    return {
      linkType: this.u16(body, 0),
      snapLength: this.u32(body, 4),
      clock: interfaceClock(options, this.little),
    }
  }

  private packet(body: Buffer, id: number, at: number): Packet {
    const captured = this.field(body, 12, at)
    this.field(body, 16, at)
    const from = this.interfaceOf(id, at)
    const time = from.clock(this.u32(body, 4), this.u32(body, 8))
    return { time, linkType: from.linkType, bytes: this.part(body, 20, captured, at) }
  }

  /** Packet blocks, which are obsolete, have a shorter number there. */
  private firstInterface(body: Buffer, at: number): number {
    this.field(body, 0, at)
    return this.u16(body, 0)
  }

  private simplePacket(body: Buffer, at: number): Packet {
    const { linkType, snapLength } = this.interfaceOf(0, at)
    const original = this.field(body, 0, at)
    const captured = Math.min(original, snapLength || original, body.length - 4)
    return { time: null, linkType, bytes: this.part(body, 4, captured, at) }
  }

  private interfaceOf(id: number, at: number): CapturedInterface {
    const found = this.interfaces[id]
    if (!found)
      throw new PacketFileBreak(`the packet at byte ${at} is of an interface that was not described`)
    return found
  }

  private part(body: Buffer, from: number, length: number, at: number): Buffer {
    if (from + length > body.length)
      throw new PacketFileBreak(`the packet at byte ${at} is longer than its block`)
    return body.subarray(from, from + length)
  }

  private take(count: number, at: number): Buffer {
    const bytes = this.source.take(count)
    if (!bytes) throw new PacketFileBreak(`the block at byte ${at} is cut off`)
    return bytes
  }

  /** A number that the block must have. */
  private field(body: Buffer, position: number, at: number): number {
    if (body.length < position + 4) throw new PacketFileBreak(`the block at byte ${at} is too short`)
    return this.u32(body, position)
  }

  private u16(bytes: Buffer, at: number): number {
    return this.little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)
  }

  private u32(bytes: Buffer, at: number): number {
    return this.little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
  }
}
