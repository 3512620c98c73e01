import { createSocket, type Socket } from 'node:dgram'
import { isIP } from 'node:net'
import { platform } from 'node:process'
import { SockwrightError } from '../../../shared/contract/errors'
import { bindFailure, checkLocalAddress } from './bind-failure'

/** Makes a bound socket; one bound to `::` takes IPv4 too. Rejects with a coded failure. */
export async function bindUdp(address: string, port: number): Promise<Socket> {
  checkLocalAddress(address)
  const socket = createSocket({
    type: isIP(address) === 6 ? 'udp6' : 'udp4',
    // All addresses are numbers here, and Node would ask a thread about each datagram.
    lookup: (host, _options, found) => found(null, host, isIP(host)),
  })
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

/**
 * Asks for a receive buffer and returns what was granted. Linux reserves twice what it grants, for its own
 * bookkeeping, and reports that (socket(7), SO_RCVBUF); half of it is what datagrams can use.
 */
export function askForReceiveBuffer(socket: Socket, wanted: number): { wanted: number; granted: number } {
  try {
    socket.setRecvBufferSize(wanted)
  } catch {
    // Some systems refuse too large a value instead of capping it; what is granted then is shown all the same.
  }
  const reported = socket.getRecvBufferSize()
  return { wanted, granted: platform === 'linux' ? Math.floor(reported / 2) : reported }
}

/** What a socket says of a destination it cannot reach for its family. */
export function wrongFamily(address: string, bound: string): SockwrightError {
  return new SockwrightError('E_ADDRESS_FAMILY', { address, bound })
}
