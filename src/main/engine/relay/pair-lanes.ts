import { pausedFor } from '../endpoints/reading-pauses'
import { RelayLane, type LaneEnds } from './relay-lane'
import type { RelayClient } from './relay-client'
import type { RelayLeg } from './relay-leg'
import type { RelayRun } from './relay-run'
import type { RelayUpgrade } from './relay-upgrade'

/** Why a lane wants its source not to be read, among all reasons for that. */
const laneReasons = { faults: pausedFor.faultsIn, held: pausedFor.held } as const
/** The same, of what goes to the client, for the client whose messages rules answer. */
const answerReasons = { faults: pausedFor.faultsOut, held: pausedFor.answersHeld } as const

/** The two connections of a peer, as far as its lanes reach. */
export interface PairLegs {
  readonly client: RelayLeg
  readonly target: RelayLeg
  reset(): void
}

/** The two ways between the legs of a peer. */
export class PairLanes {
  readonly in: RelayLane
  readonly out: RelayLane

  constructor(
    private readonly run: RelayRun,
    peer: number,
    private readonly legs: PairLegs,
    /** As whom rules hear what the client sends. */
    heardAs: RelayClient,
    /** Watches for an upgrade to TLS; null where there is none to come. */
    upgrade: RelayUpgrade | null,
  ) {
    const toTarget = upgrade && ((bytes: Uint8Array) => upgrade.toTarget(bytes))
    const toClient = upgrade && ((bytes: Uint8Array) => upgrade.toClient(bytes))
    const { client, target } = legs
    this.in = new RelayLane(run, peer, 'in', this.#ends(client, target, toTarget), heardAs)
    this.out = new RelayLane(run, peer, 'out', this.#towardsClient(target, client, toClient))
  }

  /** Bytes that are on the way. */
  get waitingBytes(): number {
    return this.in.waitingBytes + this.out.waitingBytes
  }

  /** The way that begins at this leg. */
  from(leg: RelayLeg): RelayLane {
    return leg === this.legs.client ? this.in : this.out
  }

  renewFaults(): void {
    this.in.renewFaults()
    this.out.renewFaults()
  }

  /** Lets go of all that faults hold up. */
  release(): void {
    this.in.release()
    this.out.release()
  }

  /** Drops what is on the way. */
  clear(): void {
    this.in.clear()
    this.out.clear()
  }

  #ends(source: RelayLeg, to: RelayLeg, watch: ((bytes: Uint8Array) => void) | null): LaneEnds {
    const { reading } = source
    const write = (bytes: Uint8Array, record: number) => to.write(bytes, record)
    return {
      get isPaused() {
        return reading.isPaused
      },
      get isWritable() {
        return to.isWritable
      },
      pause: (reason, on) => reading.set(laneReasons[reason], on),
      write: watch
        ? (bytes, record) => {
            watch(bytes)
            write(bytes, record)
          }
        : write,
      end: () => to.endOurs(),
      reset: () => this.legs.reset(),
    }
  }

  /** What waits on the way to the client may be answers, too: then the client is not read either. */
  #towardsClient(target: RelayLeg, client: RelayLeg, watch: ((bytes: Uint8Array) => void) | null): LaneEnds {
    const ends = this.#ends(target, client, watch)
    const pause = ends.pause.bind(ends)
    ends.pause = (reason, on) => {
      pause(reason, on)
      client.reading.set(answerReasons[reason], on && this.run.behaviour.hearsMessages)
    }
    return ends
  }
}
