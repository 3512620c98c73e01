import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { platform } from 'node:process'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import { procNetAddress, socketsAtPort } from './proc-net'

/**
 * Counts the datagrams the kernel dropped for one bound UDP socket because its receive buffer was full: the column
 * `drops` of `/proc/net/udp` and `udp6`. Systems without these tables tell null.
 */
export class UdpDrops {
  readonly #table: string
  readonly #addressHex: string | null

  constructor(private readonly local: SocketAddress) {
    this.#table = isIP(local.address) === 6 ? '/proc/net/udp6' : '/proc/net/udp'
    this.#addressHex = platform === 'linux' ? procNetAddress(local.address) : null
  }

  async read(): Promise<number | null> {
    if (this.#addressHex === null) return null
    return readFile(this.#table, 'latin1').then(
      (table) => this.#dropsIn(table),
      () => null,
    )
  }

  /** The same at once, for the last look before the socket closes. */
  readNow(): number | null {
    if (this.#addressHex === null) return null
    try {
      return this.#dropsIn(readFileSync(this.#table, 'latin1'))
    } catch {
      return null
    }
  }

  #dropsIn(table: string): number | null {
    const sockets = socketsAtPort(table, this.local.port)
    return sockets.find(({ addressHex }) => addressHex === this.#addressHex)?.drops ?? null
  }
}
