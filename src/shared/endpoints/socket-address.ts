/** An IP address with its port, as the system reports it. */
export interface SocketAddress {
  readonly address: string
  readonly port: number
}

/** `1.2.3.4:5` or `[::1]:5`. */
export function formatAddress(at: SocketAddress): string {
  return at.address.includes(':') ? `[${at.address}]:${at.port}` : `${at.address}:${at.port}`
}
