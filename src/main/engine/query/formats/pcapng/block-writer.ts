/**
 * Blocks of the pcapng format (draft-ietf-opsawg-pcapng), little-endian, gathered in memory until they are taken.
 */

const blockTypes = { sectionHeader: 0x0a0d0d0a, interface: 1, enhancedPacket: 6 } as const
const byteOrderMagic = 0x1a2b3c4d
/** LINKTYPE_RAW: packets begin with their IPv4 or IPv6 header. */
const linkTypeRaw = 101
const optionCodes = {
  comment: 1,
  interfaceName: 2,
  interfaceDescription: 3,
  packetFlags: 2,
  operatingSystem: 3,
  application: 4,
  timeResolution: 9,
} as const
/** Lengths of options are 16 bits; with room for the cut character at the end. */
const longestText = 65_000

const twoTo32 = 0x1_0000_0000

/** A packet as it is written. */
export interface CapturedPacket {
  /** µs since the epoch. */
  readonly time: number
  /** From the IP header on. */
  readonly bytes: Uint8Array
  /** Null where the direction is not known. */
  readonly direction: 'in' | 'out' | null
  readonly comments: readonly string[]
}

export class BlockWriter {
  #bytes = Buffer.allocUnsafe(64 * 1024)
  #length = 0

  /** Hands over all that was written since the last call. */
  take(): Uint8Array {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length))
    this.#length = 0
    return taken
  }

  sectionHeader(facts: { application: string; operatingSystem: string; comment: string }): void {
    this.#block(blockTypes.sectionHeader, () => {
      this.#u32(byteOrderMagic)
      this.#u16(1)
      this.#u16(0)
      // The length of the section is not known before its end.
      this.#u32(0xffff_ffff)
      this.#u32(0xffff_ffff)
      this.#text(optionCodes.operatingSystem, facts.operatingSystem)
      this.#text(optionCodes.application, facts.application)
      this.#text(optionCodes.comment, facts.comment)
      this.#endOfOptions()
    })
  }

  /** The one interface of the section; times are in µs. */
  interface(name: string, description: string): void {
    this.#block(blockTypes.interface, () => {
      this.#u16(linkTypeRaw)
      this.#u16(0)
      // No limit to the length of a packet.
      this.#u32(0)
      this.#text(optionCodes.interfaceName, name)
      this.#text(optionCodes.interfaceDescription, description)
      this.#option(optionCodes.timeResolution, Uint8Array.of(6))
      this.#endOfOptions()
    })
  }

  packet({ time, bytes, direction, comments }: CapturedPacket): void {
    this.#block(blockTypes.enhancedPacket, () => {
      const high = Math.floor(time / twoTo32)
      this.#u32(0)
      this.#u32(high)
      this.#u32(time - high * twoTo32)
      this.#u32(bytes.length)
      this.#u32(bytes.length)
      this.#padded(bytes)
      for (const comment of comments) this.#text(optionCodes.comment, comment)
      if (direction) this.#option(optionCodes.packetFlags, Uint8Array.of(direction === 'in' ? 1 : 2, 0, 0, 0))
      if (direction || comments.length > 0) this.#endOfOptions()
    })
  }

  /** A block has its whole length at both ends. */
  #block(type: number, body: () => void): void {
    const start = this.#length
    this.#u32(type)
    this.#u32(0)
    body()
    const length = this.#length + 4 - start
    this.#u32(length)
    this.#bytes.writeUInt32LE(length, start + 4)
  }

  #text(code: number, text: string): void {
    const bytes = Buffer.from(text)
    this.#option(
      code,
      bytes.length <= longestText ? bytes : Buffer.from(bytes.toString('utf8', 0, longestText)),
    )
  }

  #option(code: number, value: Uint8Array): void {
    this.#u16(code)
    this.#u16(value.length)
    this.#padded(value)
  }

  #endOfOptions(): void {
    this.#u32(0)
  }

  #u16(value: number): void {
    this.#room(2)
    this.#length = this.#bytes.writeUInt16LE(value, this.#length)
  }

  #u32(value: number): void {
    this.#room(4)
    this.#length = this.#bytes.writeUInt32LE(value, this.#length)
  }

  #padded(bytes: Uint8Array): void {
    const length = Math.ceil(bytes.length / 4) * 4
    this.#room(length)
    this.#bytes.set(bytes, this.#length)
    this.#bytes.fill(0, this.#length + bytes.length, this.#length + length)
    this.#length += length
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + bytes))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}
