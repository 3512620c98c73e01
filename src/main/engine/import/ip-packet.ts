import type { SkipReason } from '../../../shared/capture/skipped-packets'

/** Numbers of transport protocols (IANA). */
export const protocols = { tcp: 6, udp: 17 } as const

/** What an IP packet carries. Addresses are bytes as they lie in it, as a string of one character each. */
export interface IpPacket {
  readonly protocol: number
  readonly source: string
  readonly destination: string
  /** What was captured of the payload. */
  readonly payload: Buffer
  /** Bytes of the payload that were not. */
  readonly missing: number
}

/** A part of an IP packet that was cut for the way. */
export interface IpFragment {
  readonly version: 4 | 6
  /** Packets of IPv4 are told apart by their protocol too, those of IPv6 are not. */
  readonly protocolKey: number
  readonly protocol: number
  readonly identification: number
  readonly source: string
  readonly destination: string
  /** Where in the payload of the packet it belongs. */
  readonly offset: number
  /** Is it not the last one? */
  readonly more: boolean
  /** What was captured of it. */
  readonly data: Buffer
  /** Bytes of it that were not. */
  readonly missing: number
}

/** Extension headers of IPv6 (RFC 8200, section 4; RFC 4302). */
const extensions: ReadonlySet<number> = new Set([0, 43, 44, 51, 60, 135, 139, 140])
const extensionNumbers = { fragment: 44, authentication: 51 } as const

/** Takes the IP header off; tells why the packet is left out where that cannot be done. */
export function ipPacket(bytes: Buffer): IpPacket | IpFragment | SkipReason {
  const version = (bytes[0] ?? 0) >> 4
  if (version === 4) return ipv4(bytes)
  return version === 6 ? ipv6(bytes) : 'other-protocol'
}

/** RFC 791, section 3.1. */
function ipv4(bytes: Buffer): IpPacket | IpFragment | SkipReason {
  if (bytes.length < 20) return 'broken'
  const headerLength = (bytes[0]! & 0x0f) * 4
  // 0 where the network card cuts long packets by itself: all that is there belongs to it.
  const length = bytes.readUInt16BE(2) || bytes.length
  if (headerLength < 20 || length < headerLength || bytes.length < headerLength) return 'broken'
  const protocol = bytes[9]!
  const ends = { source: bytes.toString('latin1', 12, 16), destination: bytes.toString('latin1', 16, 20) }
  const { payload, missing } = payloadOf(bytes, headerLength, length)
  const place = bytes.readUInt16BE(6)
  if ((place & 0x3fff) === 0) return { protocol, ...ends, payload, missing }
  return {
    version: 4,
    protocol,
    protocolKey: protocol,
    identification: bytes.readUInt16BE(4),
    ...ends,
    offset: (place & 0x1fff) * 8,
    more: (place & 0x2000) !== 0,
    data: payload,
    missing,
  }
}

/** RFC 8200, section 3. */
function ipv6(bytes: Buffer): IpPacket | IpFragment | SkipReason {
  if (bytes.length < 40) return 'broken'
  const length = 40 + bytes.readUInt16BE(4)
  const end = length === 40 ? bytes.length : length
  const found = afterExtensions(bytes, 40, bytes[6]!)
  if (typeof found === 'string') return found
  const { protocol, start, fragment } = found
  if (start > end) return 'broken'
  const ends = { source: bytes.toString('latin1', 8, 24), destination: bytes.toString('latin1', 24, 40) }
  const { payload, missing } = payloadOf(bytes, start, end)
  if (!fragment) return { protocol, ...ends, payload, missing }
  return { version: 6, protocol, protocolKey: 0, ...ends, ...fragment, data: payload, missing }
}

/** Where the extension headers of IPv6 end, and what follows. A fragment's own header is the last one. */
interface ExtensionsEnd {
  readonly protocol: number
  readonly start: number
  /** Null where the packet is whole. */
  readonly fragment: Pick<IpFragment, 'identification' | 'offset' | 'more'> | null
}

/** Goes over the extension headers from `at` on, the first of which is `first`. */
export function afterExtensions(bytes: Buffer, at: number, first: number): ExtensionsEnd | SkipReason {
  let protocol = first
  let start = at
  while (extensions.has(protocol)) {
    if (bytes.length < start + 8) return 'broken'
    const next = bytes[start]!
    const place = bytes.readUInt16BE(start + 2)
    // Offset 0 without more to come is a whole packet (RFC 6946).
    if (protocol === extensionNumbers.fragment && (place & 0xfff9) !== 0) {
      const identification = bytes.readUInt32BE(start + 4)
      const fragment = { identification, offset: place & 0xfff8, more: (place & 1) !== 0 }
      return { protocol: next, start: start + 8, fragment }
    }
    start += extensionLength(protocol, bytes[start + 1]!)
    protocol = next
  }
  return { protocol, start, fragment: null }
}

function extensionLength(protocol: number, field: number): number {
  if (protocol === extensionNumbers.fragment) return 8
  return protocol === extensionNumbers.authentication ? (field + 2) * 4 : (field + 1) * 8
}

/** `end` is where the packet ends; the frame may be shorter (cut) or longer (padded). */
function payloadOf(bytes: Buffer, start: number, end: number): Pick<IpPacket, 'payload' | 'missing'> {
  const captured = Math.max(start, Math.min(end, bytes.length))
  return { payload: bytes.subarray(start, captured), missing: end - captured }
}

/** `1.2.3.4` or `2001:db8::1` (RFC 5952) of an address's bytes. */
export function ipAddress(raw: string): string {
  const bytes = Buffer.from(raw, 'latin1')
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16))
  const zeros = longestZeros(groups)
  if (zeros.count < 2) return groups.join(':')
  return `${groups.slice(0, zeros.at).join(':')}::${groups.slice(zeros.at + zeros.count).join(':')}`
}

/** The first of the longest runs of `0`. */
function longestZeros(groups: readonly string[]): { readonly at: number; readonly count: number } {
  let best = { at: 0, count: 0 }
  let count = 0
  groups.forEach((group, index) => {
    count = group === '0' ? count + 1 : 0
    if (count > best.count) best = { at: index + 1 - count, count }
  })
  return best
}
