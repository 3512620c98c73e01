/** One packet of a packet file. */
export interface Packet {
  /** µs since the epoch; null where the file does not tell. */
  readonly time: number | null
  /** Link type (https://www.tcpdump.org/linktypes.html). */
  readonly linkType: number
  /** What was captured of it, from the link header on. */
  readonly bytes: Buffer
}

/** Reads the packets of one file, in order. */
export interface PacketReader {
  /** The next packet, null at the end. Throws {@link PacketFileBreak} where the file is not as its format demands. */
  next(): Packet | null
}

/** A packet file cannot be read any further: it was cut off, or is not what it says. */
export class PacketFileBreak extends Error {
  override readonly name = 'PacketFileBreak'
}

/** More than any capture program writes (libpcap's MAXIMUM_SNAPLEN is 256 KiB): beyond it a length is garbage. */
export const longestPacket = 16 * 1024 * 1024
