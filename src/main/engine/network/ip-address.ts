import { isIP } from 'node:net'

/** The 4 or 16 bytes of an IP address in network order; null where `text` is none. A zone (`%eth0`) is left out. */
export function addressBytes(text: string): Uint8Array | null {
  const family = isIP(text)
  if (family === 4) return Uint8Array.from(text.split('.'), Number)
  if (family === 6) return ipv6Bytes(text.split('%', 1)[0] ?? '')
  return null
}

function ipv6Bytes(text: string): Uint8Array {
  const [head = '', tail] = text.split('::', 2)
  const front = groupBytes(head)
  const back = tail === undefined ? [] : groupBytes(tail)
  const bytes = new Uint8Array(16)
  bytes.set(front, 0)
  bytes.set(back, 16 - back.length)
  return bytes
}

function groupBytes(groups: string): number[] {
  if (groups === '') return []
  return groups.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number)
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}

/** True for `0.0.0.0` and `::`: all addresses of the machine. */
export function isAnyAddress(text: string): boolean {
  return addressBytes(text)?.every((byte) => byte === 0) ?? false
}

/** The IPv4 address that an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2) stands for; an IPv4 address as it is; else null. */
export function plainIpv4(text: string): string | null {
  const bytes = addressBytes(text)
  if (bytes === null) return null
  if (bytes.length === 4) return text
  const mapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff
  return mapped ? bytes.subarray(12).join('.') : null
}
