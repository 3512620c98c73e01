import { DelayQueue } from '../timing/delay-queue'
import type { RunHost } from './at-work'
import { Repeat, type RepeatPlan } from './repeat'
import type { Endpoint } from '../endpoints/endpoint'

/** So many sendings are made before sockets, timers and calls have their turn again. */
const sendingsPerTurn = 1_024

/** Has every repeat send when it is due, with one timer for all of them. */
export class RepeatClock {
  readonly #queue = new DelayQueue()
  readonly #hosts = new Map<Repeat, RunHost>()

  /** Makes a repeat that begins at once and goes on until it is stopped or has ended. */
  begin(run: number, endpoint: Endpoint, plan: RepeatPlan, host: RunHost): Repeat {
    const repeat = new Repeat(run, endpoint, plan, performance.now(), (ended) => this.#drop(ended))
    this.#hosts.set(repeat, host)
    this.#await(repeat)
    return repeat
  }

  #await(repeat: Repeat): void {
    this.#queue.add(Math.max(0, repeat.nextDue - performance.now()), repeat, () => void this.#turn(repeat))
  }

  async #turn(repeat: Repeat): Promise<void> {
    const share = Math.max(1, Math.floor(sendingsPerTurn / this.#hosts.size))
    await repeat.turn(performance.now(), share)
    // It may have been stopped meanwhile.
    const host = this.#hosts.get(repeat)
    if (!host) return
    this.#await(repeat)
    host.changed()
  }

  #drop(repeat: Repeat): void {
    const host = this.#hosts.get(repeat)
    if (!host || !repeat.end) return
    this.#hosts.delete(repeat)
    this.#queue.drop(repeat)
    host.ended(repeat.end)
  }
}
