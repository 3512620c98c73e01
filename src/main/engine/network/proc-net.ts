import { addressBytes } from './ip-address'

/** One socket in a table of Linux (proc(5), `/proc/net/tcp`, `tcp6`, `udp`, `udp6`). */
export interface ProcNetSocket {
  /** As in the table: hex, each 32-bit word in the machine's byte order. */
  readonly addressHex: string
  readonly port: number
  /** Hex: `0A` is a listening TCP socket, `07` an unconnected UDP socket. */
  readonly state: string
  readonly inode: number
  /** Datagrams dropped; 0 for TCP, whose tables have no such column. */
  readonly drops: number
}

/** Parses the sockets of such a table whose local port is `port`. */
export function socketsAtPort(table: string, port: number): ProcNetSocket[] {
  const portHex = port.toString(16).toUpperCase().padStart(4, '0')
  return linesOf(table)
    .filter((fields) => fields[1]?.endsWith(`:${portHex}`))
    .map(socketOf)
}

/** Parses all sockets of such a table. */
export function procNetSockets(table: string): ProcNetSocket[] {
  return linesOf(table)
    .filter((fields) => fields.length > 9)
    .map(socketOf)
}

function linesOf(table: string): string[][] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
}

function socketOf(fields: readonly string[]): ProcNetSocket {
  const [addressHex = '', portHex = ''] = (fields[1] ?? '').split(':')
  return {
    addressHex,
    port: Number.parseInt(portHex, 16),
    state: fields[3] ?? '',
    inode: Number(fields[9]),
    drops: fields.length === 13 ? Number(fields[12]) : 0,
  }
}

/** An address of these tables as text, on a little-endian machine. */
export function procNetText(addressHex: string): string {
  const words = addressHex.match(/.{8}/g) ?? []
  const bytes = Buffer.concat(words.map((word) => Buffer.from(word, 'hex').reverse()))
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: bytes.length / 2 }, (_, group) =>
    bytes.readUInt16BE(group * 2).toString(16),
  )
  // The URL parser writes IPv6 addresses in their shortest form (RFC 5952).
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

/** `address` in the form of these tables, on a little-endian machine; null where it is none. */
export function procNetAddress(address: string): string | null {
  const bytes = addressBytes(address)
  if (bytes === null) return null
  const words = Array.from({ length: bytes.length / 4 }, (_, word) =>
    bytes.slice(word * 4, word * 4 + 4).reverse(),
  )
  return words.map((word) => Buffer.from(word).toString('hex').toUpperCase()).join('')
}
