import type { Socket } from 'node:dgram'
import { isIP } from 'node:net'
import type { CaptureEvent } from '../../../../shared/capture/capture-event'
import { toFailure } from '../../../../shared/contract/errors'
import { findInterface, interfacesOf, multicastName } from '../../network/interfaces'
import { isAnyAddress } from '../../network/ip-address'
import { socketFailure } from '../socket-failure'

/**
 * The interface by which the datagrams of one UDP socket to groups leave (IP_MULTICAST_IF, IPV6_MULTICAST_IF). One that
 * goes away and comes back is another one to the system, so it is named again once a second.
 */
export class OutgoingInterface {
  #wanted = ''
  #isMissed = false

  constructor(
    private readonly socket: Socket,
    private readonly tell: (event: CaptureEvent) => void,
  ) {}

  /** By name or address; empty leaves it to the routing table. Throws `E_INTERFACE_UNKNOWN` or what the system says. */
  use(wanted: string): void {
    if (wanted === this.#wanted) return
    this.#wanted = wanted
    this.#isMissed = true
    this.#name()
    this.#isMissed = false
  }

  /** To be called once a second. That it is missed is told once. */
  look(): void {
    if (this.#wanted === '') return
    try {
      this.#name()
      this.#isMissed = false
    } catch (thrown) {
      if (!this.#isMissed) this.tell({ event: 'socket-failed', failure: toFailure(thrown) })
      this.#isMissed = true
    }
  }

  #name(): void {
    try {
      setMulticastInterface(this.socket, this.#wanted)
    } catch (thrown) {
      throw socketFailure(thrown, { operation: 'set', address: 'IP_MULTICAST_IF' })
    }
  }
}

/** A socket bound to `::` sends to groups of both families, by the same interface where it has both. */
function setMulticastInterface(socket: Socket, wanted: string): void {
  const { address } = socket.address()
  const family = isIP(address) === 6 ? 6 : 4
  if (wanted === '') {
    socket.setMulticastInterface(family === 6 ? '::' : '0.0.0.0')
    return
  }
  const found = findInterface(wanted, family)
  socket.setMulticastInterface(multicastName(found, family))
  const other = interfacesOf(4).find(({ name }) => name === found.name)
  if (family === 6 && isAnyAddress(address) && other) socket.setMulticastInterface(other.address)
}
