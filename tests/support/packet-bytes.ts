/** One end of a conversation: an IPv4 or IPv6 address as bytes, and a port. */
export interface PacketEnd {
  readonly address: readonly number[]
  readonly port: number
}

export interface SegmentFields {
  readonly sequence: number
  readonly acknowledged?: number
  readonly flags?: string
  readonly data?: Uint8Array
}

export const client: PacketEnd = { address: [10, 0, 0, 2], port: 40_000 }
export const server: PacketEnd = { address: [10, 0, 0, 1], port: 80 }

/** A TCP segment in an IP packet; `flags` of `S`, `F`, `R`. Checksums are 0. */
export function tcpPacket(from: PacketEnd, to: PacketEnd, fields: SegmentFields): Buffer {
  const { sequence, acknowledged, flags = '', data = new Uint8Array() } = fields
  const header = Buffer.alloc(20)
  header.writeUInt16BE(from.port, 0)
  header.writeUInt16BE(to.port, 2)
  header.writeUInt32BE(sequence >>> 0, 4)
  header.writeUInt32BE((acknowledged ?? 0) >>> 0, 8)
  header[12] = 5 << 4
  const bit = (flag: string, value: number) => (flags.includes(flag) ? value : 0)
  header[13] = bit('F', 1) | bit('S', 2) | bit('R', 4) | (acknowledged === undefined ? 0 : 0x10)
  return ipPacket(from, to, 6, Buffer.concat([header, data]))
}

export function udpPacket(from: PacketEnd, to: PacketEnd, data: Uint8Array): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt16BE(from.port, 0)
  header.writeUInt16BE(to.port, 2)
  header.writeUInt16BE(8 + data.length, 4)
  return ipPacket(from, to, 17, Buffer.concat([header, data]))
}

export function ipPacket(from: PacketEnd, to: PacketEnd, protocol: number, payload: Buffer): Buffer {
  if (from.address.length === 16) {
    const header = Buffer.alloc(40)
    header[0] = 0x60
    header.writeUInt16BE(payload.length, 4)
    header[6] = protocol
    header.set(from.address, 8)
    header.set(to.address, 24)
    return Buffer.concat([header, payload])
  }
  const header = Buffer.alloc(20)
  header[0] = 0x45
  header.writeUInt16BE(20 + payload.length, 2)
  header[9] = protocol
  header.set(from.address, 12)
  header.set(to.address, 16)
  return Buffer.concat([header, payload])
}

/** Cuts an IP packet into fragments whose payloads end at `ends`, multiples of 8 but for the last. */
export function fragmentsOf(packet: Buffer, ends: readonly number[], identification = 7): Buffer[] {
  return ends.map((end, index) => fragmentOf(packet, index === 0 ? 0 : ends[index - 1]!, end, identification))
}

/** The fragment of an IP packet that carries its payload from `from` to `to`. */
export function fragmentOf(packet: Buffer, from: number, to: number, identification = 7): Buffer {
  const headerLength = packet[0]! >> 4 === 6 ? 40 : 20
  const payload = packet.subarray(headerLength)
  const more = to < payload.length
  const header = Buffer.from(packet.subarray(0, headerLength))
  const part = payload.subarray(from, to)
  if (headerLength === 20) {
    header.writeUInt16BE(20 + part.length, 2)
    header.writeUInt16BE(identification, 4)
    header.writeUInt16BE((more ? 0x2000 : 0) | (from / 8), 6)
    return Buffer.concat([header, part])
  }
  const extension = Buffer.from([header[6]!, 0, 0, 0, 0, 0, 0, 0])
  extension.writeUInt16BE(from | (more ? 1 : 0), 2)
  extension.writeUInt32BE(identification, 4)
  header[6] = 44
  header.writeUInt16BE(8 + part.length, 4)
  return Buffer.concat([header, extension, part])
}

/** An Ethernet frame, inside as many VLAN tags as given, padded to 60 bytes. */
export function ethernet(packet: Buffer, ...vlanTags: number[]): Buffer {
  const tags = vlanTags.map((type) => Buffer.from([type >> 8, type & 0xff, 0, 1]))
  const type = packet[0]! >> 4 === 6 ? [0x86, 0xdd] : [0x08, 0x00]
  const frame = Buffer.concat([Buffer.alloc(12), ...tags, Buffer.from(type), packet])
  return Buffer.concat([frame, Buffer.alloc(Math.max(0, 60 - frame.length))])
}

/** A frame with its time in ns since the epoch. */
export interface TimedFrame {
  readonly at: bigint
  readonly frame: Buffer
  /** Number of its interface in a pcapng file. */
  readonly from?: number
  /** Length on the wire, where less was captured. */
  readonly original?: number
}

const u32 = (value: number, little: boolean) => {
  const bytes = Buffer.alloc(4)
  if (little) bytes.writeUInt32LE(value)
  else bytes.writeUInt32BE(value)
  return bytes
}
const u16 = (value: number, little: boolean) => {
  const bytes = u32(value, little)
  return little ? bytes.subarray(0, 2) : bytes.subarray(2)
}

/** A classic pcap file. */
export function pcapFile(
  linkType: number,
  frames: readonly TimedFrame[],
  { little = true, nanoseconds = false } = {},
): Buffer {
  const unit = nanoseconds ? 1n : 1_000n
  const magic = nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4
  const header = [magic, 0, 0, 0, 262_144, linkType].map((value) => u32(value, little))
  header[1] = Buffer.concat([u16(2, little), u16(4, little)])
  const packets = frames.map(({ at, frame, original }) =>
    Buffer.concat([
      u32(Number(at / 1_000_000_000n), little),
      u32(Number((at % 1_000_000_000n) / unit), little),
      u32(frame.length, little),
      u32(original ?? frame.length, little),
      frame,
    ]),
  )
  return Buffer.concat([...header, ...packets])
}

export interface NgInterface {
  readonly linkType: number
  /** `if_tsresol`; 6 (µs) is left out. */
  readonly resolution: number
}

/** A pcapng file of one section. */
export function pcapngFile(
  interfaces: readonly NgInterface[],
  frames: readonly TimedFrame[],
  little = true,
): Buffer {
  const block = (type: number, body: Buffer) => {
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)])
    const length = u32(padded.length + 12, little)
    return Buffer.concat([u32(type, little), length, padded, length])
  }
  const section = block(
    0x0a0d0d0a,
    Buffer.concat([u32(0x1a2b3c4d, little), u16(1, little), u16(0, little), Buffer.alloc(8, 0xff)]),
  )
  const described = interfaces.map(({ linkType, resolution }) => {
    const option = Buffer.concat([
      u16(9, little),
      u16(1, little),
      Buffer.from([resolution, 0, 0, 0]),
      u32(0, little),
    ])
    const options = resolution === 6 ? Buffer.alloc(0) : option
    return block(1, Buffer.concat([u16(linkType, little), u16(0, little), u32(0, little), options]))
  })
  const packets = frames.map(({ at, frame, from = 0, original }) => {
    const units = unitsOf(at, interfaces[from]!.resolution)
    const head = [
      from,
      Number(units >> 32n),
      Number(units & 0xffffffffn),
      frame.length,
      original ?? frame.length,
    ]
    return block(6, Buffer.concat([...head.map((value) => u32(value, little)), frame]))
  })
  return Buffer.concat([section, ...described, ...packets])
}

function unitsOf(nanoseconds: bigint, resolution: number): bigint {
  const perSecond = resolution & 0x80 ? 2n ** BigInt(resolution & 0x7f) : 10n ** BigInt(resolution)
  return (nanoseconds * perSecond) / 1_000_000_000n
}
