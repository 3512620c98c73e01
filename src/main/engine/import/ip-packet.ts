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

/** Extension headers of IPv6 (RFC 8200, section 4; RFC 4302). */
const extensions: ReadonlySet<number> = new Set([0, 43, 44, 51, 60, 135, 139, 140])
const extensionNumbers = { fragment: 44, authentication: 51 } as const

/** Takes the IP header off; tells why the packet is left out where that cannot be done. */
export function ipPacket(bytes: Buffer): IpPacket | SkipReason {
  const version = (bytes[0] ?? 0) >> 4
  if (version === 4) return ipv4(bytes)
  return version === 6 ? ipv6(bytes) : 'other-protocol'
}

/** RFC 791, section 3.1. */
function ipv4(bytes: Buffer): IpPacket | SkipReason {
  if (bytes.length < 20) return 'broken'
  const headerLength = (bytes[0]! & 0x0f) * 4
  // 0 where the network card cuts long packets by itself: all that is there belongs to it.
  const length = bytes.readUInt16BE(2) || bytes.length
  if (headerLength < 20 || length < headerLength || bytes.length < headerLength) return 'broken'
  if ((bytes.readUInt16BE(6) & 0x3fff) !== 0) return 'fragment'
  return {
    protocol: bytes[9]!,
    source: bytes.toString('latin1', 12, 16),
    destination: bytes.toString('latin1', 16, 20),
    ...payloadOf(bytes, headerLength, length),
  }
}

/** RFC 8200, section 3. */
function ipv6(bytes: Buffer): IpPacket | SkipReason {
  if (bytes.length < 40) return 'broken'
  const length = 40 + bytes.readUInt16BE(4)
  const end = length === 40 ? bytes.length : length
  let protocol = bytes[6]!
  let start = 40
  while (extensions.has(protocol)) {
    if (bytes.length < start + 8) return 'broken'
    if (protocol === extensionNumbers.fragment && (bytes.readUInt16BE(start + 2) & 0xfff9) !== 0) {
      return 'fragment'
    }
    const next = bytes[start]!
    start += extensionLength(protocol, bytes[start + 1]!)
    protocol = next
  }
  if (start > end) return 'broken'
  return {
    protocol,
    source: bytes.toString('latin1', 8, 24),
    destination: bytes.toString('latin1', 24, 40),
    ...payloadOf(bytes, start, end),
  }
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
