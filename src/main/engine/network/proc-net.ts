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
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${portHex}`))
    .map((fields) => ({
      addressHex: (fields[1] ?? '').split(':')[0] ?? '',
      port,
      state: fields[3] ?? '',
      inode: Number(fields[9]),
      drops: fields.length === 13 ? Number(fields[12]) : 0,
    }))
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
