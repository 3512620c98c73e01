import type { Socket } from 'node:dgram'
import { setUdpReading } from '../../network/udp-reading'

/**
 * Why a UDP socket is not read: the capture or the output is behind, too many answers wait for their time, or too much
 * of one peer is held up by faults or by a person.
 */
type PauseReason = 'capture' | 'output' | 'answers' | 'faults' | 'held'

/** Whether a UDP socket is read. While it is not, datagrams wait in the receive buffer of the kernel. */
export class UdpPauses {
  readonly #reasons = new Set<PauseReason>()

  constructor(private readonly socket: Socket) {}

  isPausedFor(reason: PauseReason): boolean {
    return this.#reasons.has(reason)
  }

  set(reason: PauseReason, paused: boolean): void {
    const before = this.#reasons.size > 0
    if (paused) this.#reasons.add(reason)
    else this.#reasons.delete(reason)
    const now = this.#reasons.size > 0
    if (before !== now) setUdpReading(this.socket, !now)
  }
}
