import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { Cause } from '../../../shared/capture/record'
import type { FaultDirection } from '../../../shared/faults/fault-plan'
import type { Recorder } from '../capture/recorder'
import type { EndpointFaults } from './endpoint-faults'
import type { CarriedRecord, FaultOutlet, FaultUnits } from './fault-outlet'
import type { FaultyWay } from './faulty-way'

/** A peer whose messages have faults. */
export interface FaultyPeer {
  readonly peer: number
  /** How what it sends may be cut. */
  readonly faultUnits: FaultUnits
  /** A message received is heard by rules and scripts. */
  hear(message: Uint8Array): void
  /** Hands bytes of a message to the socket; `isLast`: they are its end. */
  put(bytes: Uint8Array, of: CarriedRecord, isLast: boolean): void
  /** Ends our side now. */
  endNow(): void
  reset(): void
  /** So much waits in one direction that nothing more should be read, or that is over. */
  waits(direction: FaultDirection, isFull: boolean): void
}

/**
 * The faults of one peer of an endpoint. What is received is recorded as it came, then subject to faults before it is
 * heard; what is sent is recorded as it was given, and again as it leaves where that differs.
 */
export class PeerFaults {
  #in: FaultyWay | null = null
  #out: FaultyWay | null = null
  #isEnding = false

  constructor(
    private readonly faults: EndpointFaults,
    private readonly recorder: Recorder,
    private readonly peer: FaultyPeer,
  ) {
    this.renew()
  }

  get hasIn(): boolean {
    return this.#in !== null
  }

  get hasOut(): boolean {
    return this.#out !== null
  }

  /** Bytes sent that wait here. */
  get waitingOut(): number {
    return this.#out?.waitingBytes ?? 0
  }

  /** The faults have changed: what waits goes on, and new ones begin. */
  renew(): void {
    this.#in?.release()
    this.#out?.release()
    const { peer, faultUnits } = this.peer
    this.#in = this.faults.way(peer, 'in', 'whole', this.#inlet())
    this.#out = this.faults.way(peer, 'out', faultUnits, this.#outlet())
  }

  /** Records a message received and sends it on its way to {@link FaultyPeer.hear}. */
  received(message: Uint8Array, flags: number, time?: number): void {
    const way = this.#in!
    const fate = way.judge(message)
    const { peer } = this.peer
    const record = this.recorder.messageIn(peer, message, flags | fate.flags, time, fate.cause ?? 'none')
    for (const { bytes, cause } of fate.altered)
      this.recorder.altered(peer, 'in', bytes, cause, record, flags)
    way.carry(fate, { record, flags })
  }

  /** Records a message that is sent and sends it on its way to {@link FaultyPeer.put}. */
  sent(message: Uint8Array, cause: Cause, flags = 0): void {
    const way = this.#out!
    const fate = way.judge(message)
    const { peer } = this.peer
    const record = this.recorder.messageOut(peer, message, cause, flags | fate.flags)
    for (const copy of fate.altered) {
      this.recorder.altered(peer, 'out', copy.bytes, copy.cause, record, flags)
    }
    way.carry(fate, { record, flags })
  }

  /** Our side ends when everything sent has left. */
  end(): void {
    this.#isEnding = true
    if (this.#out) this.#out.end()
    else this.peer.endNow()
  }

  /** The endpoint ends: what was sent and waits leaves at once, and nothing happens any more. */
  letGo(): void {
    this.#out?.release()
    this.clear()
  }

  /** Drops what waits; nothing is told any more. */
  clear(): void {
    this.#in?.clear()
    this.#out?.clear()
  }

  #inlet(): FaultOutlet {
    return {
      deliver: (message) => this.peer.hear(message),
      // What is not heard any more is dropped by the way itself.
      halfClose: () => undefined,
      ended: () => undefined,
      ...this.#common('in'),
    }
  }

  #outlet(): FaultOutlet {
    return {
      deliver: (bytes, of, isLast) => this.peer.put(bytes, of, isLast),
      halfClose: () => this.peer.endNow(),
      ended: () => {
        if (this.#isEnding) this.peer.endNow()
      },
      ...this.#common('out'),
    }
  }

  #common(direction: FaultDirection) {
    return {
      reset: () => this.peer.reset(),
      waits: (isFull: boolean) => this.peer.waits(direction, isFull),
      tell: (event: CaptureEvent) => void this.recorder.event(this.peer.peer, event),
    }
  }
}
