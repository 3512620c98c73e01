import { lookup } from 'node:dns'
import { isIP } from 'node:net'

/** Finds all addresses of a host name, best first; rejects with the system's error (`ENOTFOUND`, `EAI_AGAIN` …). */
export type LookUp = (host: string) => Promise<readonly string[]>

/** Asks the system's resolver (getaddrinfo(3)), which knows the hosts file too. */
export const systemLookUp: LookUp = (host) =>
  new Promise((resolve, reject) => {
    lookup(host, { all: true, verbatim: true }, (error, found) => {
      if (error) reject(error)
      else resolve([...new Set(found.map(({ address }) => address))])
    })
  })

const cacheMs = 5_000
const cacheEntries = 256

/** Remembers what was looked up for 5 s, so that a stream of datagrams to a name asks once. Failures are not kept. */
export class LookUpCache {
  readonly #known = new Map<string, { readonly addresses: readonly string[]; readonly until: number }>()

  constructor(private readonly lookUp: LookUp) {}

  /** Addresses of `host`; an IP address is its own. */
  async find(host: string): Promise<readonly string[]> {
    if (isIP(host) !== 0) return [host]
    const known = this.#known.get(host)
    if (known && known.until > Date.now()) return known.addresses
    const addresses = await this.lookUp(host)
    this.#known.delete(host)
    if (this.#known.size >= cacheEntries) this.#known.delete(this.#known.keys().next().value ?? '')
    this.#known.set(host, { addresses, until: Date.now() + cacheMs })
    return addresses
  }
}
