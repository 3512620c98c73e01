import type { PacketEnd } from './packet-ends'

/** Bits of the TCP header (RFC 9293, 3.1). */
export const tcpFlags = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10 } as const

const protocols = { tcp: 6, udp: 17, experiment: 253 } as const
const timeToLive = 64
/** The whole 64 KiB that fit without scaling. */
const tcpWindow = 0xffff

export interface TcpSegment {
  readonly from: PacketEnd
  readonly to: PacketEnd
  readonly sequence: number
  readonly acknowledged: number
  readonly flags: number
  readonly data: Uint8Array
}

/** Bytes of data in one TCP segment over Ethernet. */
export function segmentSize(end: PacketEnd): number {
  return end.address.length === 4 ? 1_460 : 1_440
}

/** The longest data of one UDP datagram (RFC 768 in RFC 791 or RFC 8200). */
export function datagramSize(end: PacketEnd): number {
  return end.address.length === 4 ? 65_507 : 65_527
}

/** A TCP segment in its IP packet. A SYN tells the largest segment, as every system does. */
export function tcpPacket({ from, to, sequence, acknowledged, flags, data }: TcpSegment): Uint8Array {
  const isSyn = (flags & tcpFlags.syn) !== 0
  const headerLength = isSyn ? 24 : 20
  const { packet, at } = ipPacket(from, to, protocols.tcp, headerLength + data.length)
  packet.writeUInt16BE(from.port, at)
  packet.writeUInt16BE(to.port, at + 2)
  packet.writeUInt32BE(sequence, at + 4)
  packet.writeUInt32BE(acknowledged, at + 8)
  packet[at + 12] = (headerLength / 4) << 4
  packet[at + 13] = flags
  packet.writeUInt16BE(tcpWindow, at + 14)
  if (isSyn) packet.writeUInt32BE(0x0204_0000 + segmentSize(from), at + 20)
  packet.set(data, at + headerLength)
  packet.writeUInt16BE(transportChecksum(packet, at, from, to, protocols.tcp), at + 16)
  return packet
}

/** A UDP datagram in its IP packet. */
export function udpPacket(from: PacketEnd, to: PacketEnd, data: Uint8Array): Uint8Array {
  const { packet, at } = ipPacket(from, to, protocols.udp, 8 + data.length)
  packet.writeUInt16BE(from.port, at)
  packet.writeUInt16BE(to.port, at + 2)
  packet.writeUInt16BE(8 + data.length, at + 4)
  packet.set(data, at + 8)
  // 0 would mean that there is none (RFC 768).
  packet.writeUInt16BE(transportChecksum(packet, at, from, to, protocols.udp) || 0xffff, at + 6)
  return packet
}

/** A packet of no transport protocol (RFC 3692, for experimentation): carries what belongs to no connection. */
export function bearerPacket(data: Uint8Array): Uint8Array {
  const nowhere = { address: new Uint8Array(4), port: 0 }
  const { packet, at } = ipPacket(nowhere, nowhere, protocols.experiment, data.length)
  packet.set(data, at)
  return packet
}

/** A packet with its IP header filled and zeros behind, where `at` is. */
function ipPacket(from: PacketEnd, to: PacketEnd, protocol: number, length: number) {
  const at = from.address.length === 4 ? 20 : 40
  const packet = Buffer.alloc(at + length)
  if (at === 20) {
    packet[0] = 0x45
    packet.writeUInt16BE(at + length, 2)
    // Not to be fragmented, so its identification means nothing (RFC 6864).
    packet[6] = 0x40
    packet[8] = timeToLive
    packet[9] = protocol
    packet.set(from.address, 12)
    packet.set(to.address, 16)
    packet.writeUInt16BE(folded(sum16(packet, 0, 20)), 10)
  } else {
    packet[0] = 0x60
    packet.writeUInt16BE(length, 4)
    packet[6] = protocol
    packet[7] = timeToLive
    packet.set(from.address, 8)
    packet.set(to.address, 24)
  }
  return { packet, at }
}

/** The checksum over the pseudo-header (RFC 9293, 3.1; RFC 8200, 8.1) and the rest of the packet, whose own field is 0. */
function transportChecksum(
  packet: Uint8Array,
  at: number,
  from: PacketEnd,
  to: PacketEnd,
  protocol: number,
): number {
  const pseudo = sum16(from.address, 0, from.address.length) + sum16(to.address, 0, to.address.length)
  return folded(pseudo + protocol + (packet.length - at) + sum16(packet, at, packet.length))
}

/** The sum of 16-bit words (RFC 1071); an odd byte at the end is the high one of its word. */
function sum16(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0
  let at = from
  for (; at + 1 < to; at += 2) sum += (bytes[at]! << 8) | bytes[at + 1]!
  if (at < to) sum += bytes[at]! << 8
  return sum
}

function folded(sum: number): number {
  let rest = sum
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x1_0000)
  return ~rest & 0xffff
}
