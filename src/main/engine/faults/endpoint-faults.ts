import { randomBytes } from 'node:crypto'
import { isFaulty, noFaults, type FaultDirection, type FaultPlan } from '../../../shared/faults/fault-plan'
import { formatFaults, parseFaults } from '../../../shared/faults/fault-text'
import type { CaptureEvent } from '../../../shared/capture/capture-event'
import type { FaultOutlet, FaultUnits } from './fault-outlet'
import { FaultyWay } from './faulty-way'
import { SeededRandom } from './seeded-random'

/** Options of an endpoint that concern faults. */
export interface FaultOptions {
  /** Checked text of faults. */
  readonly faults: string
  readonly faultsOn: boolean
}

/** The faults of one run of an endpoint. */
export class EndpointFaults {
  #plan: FaultPlan = noFaults
  #text = ''
  /** Of this run, where the plan has none. */
  readonly #ownSeed = randomBytes(4).readUInt32LE()

  constructor(
    options: FaultOptions,
    private readonly tell: (event: CaptureEvent) => void,
  ) {
    this.change(options)
  }

  /** Takes changed options; returns whether every peer needs new ways now. */
  change({ faults, faultsOn }: FaultOptions): boolean {
    const text = faultsOn ? faults : ''
    if (text === this.#text) return false
    this.#text = text
    const check = parseFaults(text)
    const plan = check.ok ? check.plan : noFaults
    this.#plan = { ...plan, seed: plan.seed ?? this.#ownSeed }
    const now = formatFaults(this.#plan)
    this.tell(now === '' ? { event: 'faults-off' } : { event: 'faults-on', faults: now })
    return true
  }

  /** Is anything done to messages? */
  get isOn(): boolean {
    return isFaulty(this.#plan.in) || isFaulty(this.#plan.out)
  }

  /** The way of one direction of a peer; null where nothing is done to it. What is `whole` is neither split nor merged. */
  way(peer: number, direction: FaultDirection, units: FaultUnits, outlet: FaultOutlet): FaultyWay | null {
    const asked = this.#plan[direction]
    const faults = units === 'whole' ? { ...asked, split: 0, merge: 0 } : asked
    if (!isFaulty(faults)) return null
    const random = new SeededRandom(this.#plan.seed ?? 0, peer, direction === 'in' ? 1 : 2)
    return new FaultyWay(faults, random, direction, units, outlet)
  }
}
