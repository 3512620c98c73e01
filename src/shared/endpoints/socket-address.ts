/**
 * Where a socket is, as the system reports it: an IP address with its port. A Unix socket or named pipe is written
 * `unix:PATH`, with port 0; a side that has no name is {@link unnamedUnix}.
 */
export interface SocketAddress {
  readonly address: string
  readonly port: number
}

const unixPrefix = 'unix:'

/** The side of a Unix socket that is bound to no path: what a client mostly is. */
export const unnamedUnix: SocketAddress = { address: 'unix:unnamed', port: 0 }

/** The address of a Unix socket or named pipe at `path`. */
export function unixAddress(path: string): SocketAddress {
  return { address: unixPrefix + path, port: 0 }
}

export function isUnixAddress({ address }: SocketAddress): boolean {
  return address.startsWith(unixPrefix)
}

/** `1.2.3.4:5` or `[::1]:5`; `unix:PATH` for a Unix socket. */
export function formatAddress(at: SocketAddress): string {
  if (isUnixAddress(at)) return at.address
  return at.address.includes(':') ? `[${at.address}]:${at.port}` : `${at.address}:${at.port}`
}
