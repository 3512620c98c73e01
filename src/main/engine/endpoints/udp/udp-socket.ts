import { createSocket, type Socket, type SocketOptions } from 'node:dgram'
import { isIP } from 'node:net'
import { platform } from 'node:process'
import { SockwrightError } from '../../../../shared/contract/errors'
import type { UdpOptions } from '../../../../shared/endpoints/endpoint-config'
import type { BufferSize } from '../../../../shared/endpoints/endpoint-status'
import type { SocketAddress } from '../../../../shared/endpoints/socket-address'
import { bindFailure, checkLocalAddress } from '../bind-failure'
import { socketFailure } from '../socket-failure'

/** What has to be known before a socket is bound. */
export type UdpBinding = Pick<UdpOptions, 'address' | 'port' | 'ipv6Only' | 'reuseAddress' | 'reusePort'>

/** What can be set at any time. */
type UdpSettings = Pick<UdpOptions, 'broadcast' | 'ttl' | 'multicastTtl' | 'multicastLoopback'>

/** Makes a bound socket; one bound to `::` takes IPv4 too unless `ipv6Only`. Rejects with a coded failure. */
export async function bindUdp(binding: UdpBinding): Promise<Socket> {
  const { address, port, ipv6Only, reuseAddress, reusePort } = binding
  checkLocalAddress(address)
  // The types know no `reusePort` yet.
  const options: SocketOptions & { readonly reusePort?: boolean } = {
    type: isIP(address) === 6 ? 'udp6' : 'udp4',
    ipv6Only,
    reuseAddr: reuseAddress,
    ...(reusePort ? { reusePort } : {}),
    // All addresses are numbers here, and Node would ask a thread about each datagram.
    lookup: (host, _options, found) => found(null, host, isIP(host)),
  }
  const socket = createSocket(options)
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.bind({ address, port, exclusive: true }, () => {
        socket.off('error', reject)
        resolve()
      })
    })
    return socket
  } catch (thrown) {
    socket.close()
    throw await bindFailure('udp', address, port, thrown)
  }
}

/** Sets what differs from `before`, or everything. Throws a coded failure that names the option of the system. */
export function setUdpOptions(socket: Socket, options: UdpSettings, before?: UdpSettings): void {
  const { broadcast, ttl, multicastTtl, multicastLoopback } = options
  if (broadcast !== before?.broadcast) set('SO_BROADCAST', () => socket.setBroadcast(broadcast))
  if (ttl !== before?.ttl) set('IP_TTL', () => socket.setTTL(ttl))
  if (multicastTtl !== before?.multicastTtl) {
    set('IP_MULTICAST_TTL', () => socket.setMulticastTTL(multicastTtl))
  }
  if (multicastLoopback !== before?.multicastLoopback) {
    set('IP_MULTICAST_LOOP', () => socket.setMulticastLoopback(multicastLoopback))
  }
}

/** Exchanges datagrams with `remote` alone from now on. Rejects with a coded failure. */
export async function connectUdp(socket: Socket, remote: SocketAddress): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.connect(remote.port, remote.address, (error?: Error) => (error ? reject(error) : resolve()))
  }).catch((thrown: unknown) => {
    throw socketFailure(thrown, { operation: 'connect', ...remote })
  })
}

/**
 * Asks for a receive buffer and returns what was granted. Linux reserves twice what it grants, for its own
 * bookkeeping, and reports that (socket(7), SO_RCVBUF); half of it is what datagrams can use.
 */
export function askForReceiveBuffer(socket: Socket, wanted: number): BufferSize {
  try {
    socket.setRecvBufferSize(wanted)
  } catch {
    // Some systems refuse too large a value instead of capping it; what is granted then is shown all the same.
  }
  return { wanted, granted: usable(socket.getRecvBufferSize()) }
}

/** Like {@link askForReceiveBuffer} for what is on its way out (SO_SNDBUF). */
export function askForSendBuffer(socket: Socket, wanted: number): BufferSize {
  try {
    socket.setSendBufferSize(wanted)
  } catch {
    // As above.
  }
  return { wanted, granted: usable(socket.getSendBufferSize()) }
}

/** What a socket says of a destination it cannot reach for its family. */
export function wrongFamily(address: string, bound: string): SockwrightError {
  return new SockwrightError('E_ADDRESS_FAMILY', { address, bound })
}

function usable(reported: number): number {
  return platform === 'linux' ? Math.floor(reported / 2) : reported
}

function set(name: string, action: () => void): void {
  try {
    action()
  } catch (thrown) {
    throw socketFailure(thrown, { operation: 'set', address: name })
  }
}
