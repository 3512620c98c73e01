/** A packet of a pcapng file, taken apart; wrong lengths and checksums throw. */
export interface ReadPacket {
  /** µs since the epoch. */
  readonly time: number
  readonly from: string
  readonly to: string
  readonly protocol: number
  readonly comments: readonly string[]
  /** Bits of `epb_flags`: 1 inbound, 2 outbound, 0 where it is missing. */
  readonly way: number
  /** Total length of the IP packet. */
  readonly length: number
  readonly tcp: { readonly sequence: number; readonly acknowledged: number; readonly flags: number } | null
  readonly data: Buffer
}

export interface ReadPcapng {
  readonly application: string
  readonly comment: string
  readonly interfaces: readonly {
    readonly name: string
    readonly linkType: number
    readonly resolution: number
  }[]
  readonly packets: readonly ReadPacket[]
}

interface Option {
  readonly code: number
  readonly value: Buffer
}

/** Reads what the pcapng draft says, without the code that writes it. */
export function readPcapng(file: Buffer): ReadPcapng {
  const found = { application: '', comment: '', interfaces: [] as ReadPcapng['interfaces'][number][] }
  const packets: ReadPacket[] = []
  for (let at = 0; at < file.length;) {
    const length = file.readUInt32LE(at + 4)
    if (length % 4 !== 0 || file.readUInt32LE(at + length - 4) !== length) throw new Error(`block at ${at}`)
    const body = file.subarray(at + 8, at + length - 4)
    const type = file.readUInt32LE(at)
    if (type === 0x0a0d0d0a) {
      if (body.readUInt32LE(0) !== 0x1a2b3c4d) throw new Error('byte order')
      const options = readOptions(body.subarray(16))
      found.application = textOf(options, 4)
      found.comment = textOf(options, 1)
    } else if (type === 1) {
      const options = readOptions(body.subarray(8))
      const resolution = options.find(({ code }) => code === 9)?.value[0] ?? 6
      found.interfaces.push({ name: textOf(options, 2), linkType: body.readUInt16LE(0), resolution })
    } else if (type === 6) packets.push(readPacket(body))
    else throw new Error(`block type ${type}`)
    at += length
  }
  return { ...found, packets }
}

function readPacket(body: Buffer): ReadPacket {
  const time = body.readUInt32LE(4) * 2 ** 32 + body.readUInt32LE(8)
  const captured = body.readUInt32LE(12)
  if (captured !== body.readUInt32LE(16)) throw new Error('cut packet')
  const options = readOptions(body.subarray(20 + Math.ceil(captured / 4) * 4))
  const comments = options.filter(({ code }) => code === 1).map(({ value }) => value.toString())
  const way = options.find(({ code }) => code === 2)?.value.readUInt32LE(0) ?? 0
  return { time, comments, way, ...readIp(body.subarray(20, 20 + captured)) }
}

function readIp(packet: Buffer) {
  const isV4 = packet[0]! >> 4 === 4
  const [size, source, target] = isV4 ? [4, 12, 16] : [16, 8, 24]
  const at = isV4 ? 20 : 40
  const length = isV4 ? packet.readUInt16BE(2) : packet.readUInt16BE(4) + 40
  if (length !== packet.length) throw new Error(`IP length ${length} of ${packet.length}`)
  if (isV4 && onesSum(packet.subarray(0, 20)) !== 0xffff) throw new Error('IP checksum')
  const protocol = packet[isV4 ? 9 : 6]!
  const addresses = packet.subarray(source, source + 2 * size)
  const [from, to] = [source, target].map((start) => addressText(packet.subarray(start, start + size)))
  const rest = packet.subarray(at)
  const ends = (port: number) => (protocol === 253 ? '' : `:${rest.readUInt16BE(port)}`)
  if (protocol !== 253) {
    const pseudo = Buffer.alloc(4)
    pseudo.writeUInt16BE(protocol, 0)
    pseudo.writeUInt16BE(rest.length, 2)
    if (onesSum(Buffer.concat([addresses, pseudo, rest])) !== 0xffff) throw new Error('transport checksum')
  }
  const tcp =
    protocol === 6
      ? { sequence: rest.readUInt32BE(4), acknowledged: rest.readUInt32BE(8), flags: rest[13]! }
      : null
  const header = protocol === 6 ? (rest[12]! >> 4) * 4 : protocol === 17 ? 8 : 0
  if (protocol === 17 && rest.readUInt16BE(4) !== rest.length) throw new Error('UDP length')
  const data = rest.subarray(header)
  return { from: `${from!}${ends(0)}`, to: `${to!}${ends(2)}`, protocol, length, tcp, data }
}

function addressText(bytes: Buffer): string {
  return bytes.length === 4 ? bytes.join('.') : (bytes.toString('hex').match(/..../g) ?? []).join(':')
}

/** The one's complement sum; 0xffff where the checksum in it is right. */
function onesSum(bytes: Buffer): number {
  const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)])
  let sum = 0
  for (let at = 0; at < even.length; at += 2) {
    sum += even.readUInt16BE(at)
    if (sum > 0xffff) sum -= 0xffff
  }
  return sum
}

function readOptions(bytes: Buffer): Option[] {
  const options: Option[] = []
  for (let at = 0; at + 4 <= bytes.length;) {
    const [code, length] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2)]
    if (code === 0) break
    options.push({ code, value: bytes.subarray(at + 4, at + 4 + length) })
    at += 4 + Math.ceil(length / 4) * 4
  }
  return options
}

function textOf(options: readonly Option[], wanted: number): string {
  return options.find(({ code }) => code === wanted)?.value.toString() ?? ''
}
