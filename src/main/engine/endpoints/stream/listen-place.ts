import { unlink } from 'node:fs/promises'
import type { ListenOptions, Server, AddressInfo } from 'node:net'
import type { SockwrightError } from '../../../../shared/contract/errors'
import { unixAddress, type SocketAddress } from '../../../../shared/endpoints/socket-address'
import { checkPath, shownPath, systemPath } from '../../network/unix-path'
import { bindFailure, checkLocalAddress } from '../bind-failure'
import { inTheWay, unixListenFailure } from './unix-failure'

/** A TCP port to listen on. */
export interface PortPlace {
  readonly address: string
  readonly port: number
  readonly ipv6Only: boolean
  /** Only where the runtime has it (`tcp-reuse-port`). */
  readonly reusePort: boolean
}

/** A Unix socket or named pipe to listen on. `removeStale` takes away a socket that nobody listens on. */
export interface PathPlace {
  readonly socketPath: string
  readonly removeStale: boolean
}

/** Where a server listens: what Node is told, what makes way, what the place is called, what its failures mean. */
export interface ListenPlace {
  readonly options: ListenOptions
  /** Throws a coded failure where nobody can listen there. */
  makeWay(): Promise<void>
  address(server: Server): SocketAddress
  failure(thrown: unknown): Promise<SockwrightError>
}

export function listenPlace(place: PortPlace | PathPlace): ListenPlace {
  return 'socketPath' in place ? pathPlace(place) : portPlace(place)
}

function portPlace({ address, port, ipv6Only, reusePort }: PortPlace): ListenPlace {
  return {
    // The types know no `reusePort` yet.
    options: { host: address, port, ipv6Only, ...(reusePort ? { reusePort } : {}) } as ListenOptions,
    makeWay: async () => checkLocalAddress(address),
    address: (server) => {
      const bound = server.address() as AddressInfo
      return { address: bound.address, port: bound.port }
    },
    failure: (thrown) => bindFailure('tcp', address, port, thrown),
  }
}

function pathPlace({ socketPath: path, removeStale }: PathPlace): ListenPlace {
  return {
    get options() {
      return { path: systemPath(path) }
    },
    makeWay: async () => {
      await checkPath(path)
      const problem = await inTheWay(path)
      if (!problem) return
      if (problem.code !== 'E_SOCKET_STALE' || !removeStale) throw problem
      await unlink(systemPath(path))
    },
    address: () => unixAddress(shownPath(path)),
    failure: (thrown) => unixListenFailure(path, thrown),
  }
}
