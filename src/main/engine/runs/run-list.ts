import { SockwrightError } from '../../../shared/contract/errors'
import {
  mostRuns,
  type RunEnd,
  type RunStatus,
  type RunTotals,
} from '../../../shared/contract/engine/run-calls'
import type { EndpointId } from '../../../shared/endpoints/endpoint-config'
import { isRunning } from '../../../shared/endpoints/endpoint-status'
import type { Endpoint } from '../endpoints/endpoint'
import { RateLimit } from '../timing/rate-limit'
import { DelayQueue } from '../timing/delay-queue'
import { Repeat, type RepeatPlan } from './repeat'

/** So many ended runs stay to be seen. */
export const rememberedRuns = 200

/** So many sendings are made before sockets, timers and calls have their turn again. */
const sendingsPerTurn = 1_024

/** ms between two reports. */
const reportMs = 100

/** All that runs by itself, with one clock for all of it. Owns every run until it has ended. */
export class RunList {
  readonly #running = new Map<number, Repeat>()
  readonly #ofEndpoint = new Map<EndpointId, Set<Repeat>>()
  /** As they ended, the last one last. */
  #ended: RunStatus[] = []
  readonly #clock = new DelayQueue()
  readonly #limit: RateLimit
  #last = 0

  constructor(private readonly report: (totals: RunTotals) => void) {
    this.#limit = new RateLimit(() => this.report(this.totals), reportMs)
  }

  get totals(): RunTotals {
    return { running: this.#running.size, ended: this.#ended.length }
  }

  /** Fails with `E_ENDPOINT_STATE` where the endpoint does not run, with `E_RUN_LIMIT`. */
  start(endpoint: Endpoint, plan: RepeatPlan): RunStatus {
    const { state } = endpoint.status()
    if (!isRunning(state) || state.is === 'stopping')
      throw new SockwrightError('E_ENDPOINT_STATE', { state: state.is })
    if (this.#running.size >= mostRuns) throw new SockwrightError('E_RUN_LIMIT', { count: mostRuns })
    const now = performance.now()
    const repeat = new Repeat(++this.#last, endpoint, plan, now)
    this.#running.set(repeat.run, repeat)
    const { id } = endpoint.config
    this.#ofEndpoint.set(id, (this.#ofEndpoint.get(id) ?? new Set()).add(repeat))
    this.#await(repeat)
    this.#limit.note()
    return repeat.status(now)
  }

  list(from: number, count: number): readonly RunStatus[] {
    const now = performance.now()
    const running = [...this.#running.values()].reverse().slice(from, from + count)
    const gap = Math.max(0, from - this.#running.size)
    const ended = this.#ended.toReversed().slice(gap, gap + count - running.length)
    return [...running.map((repeat) => repeat.status(now)), ...ended]
  }

  /** Fails with `E_JOB_UNKNOWN`. */
  stop(run: number): void {
    const repeat = this.#running.get(run)
    if (repeat) this.#finish(repeat, { by: 'person' })
    else if (!this.#ended.some((one) => one.run === run)) throw new SockwrightError('E_JOB_UNKNOWN')
  }

  /** Stops all, or those of one endpoint. */
  stopAll(endpoint: EndpointId | null): void {
    const runs = endpoint === null ? this.#running.values() : (this.#ofEndpoint.get(endpoint) ?? [])
    for (const repeat of [...runs]) this.#finish(repeat, { by: 'person' })
  }

  /** Takes one that has ended from the list, or all of them (null). */
  dismiss(run: number | null): void {
    this.#ended = run === null ? [] : this.#ended.filter((one) => one.run !== run)
    this.#limit.note()
  }

  /** To be called when the state of an endpoint has changed; cheap, may be called often. */
  endpointChanged(id: EndpointId): void {
    const runs = this.#ofEndpoint.get(id)
    const [first] = runs ?? []
    if (!runs || !first) return
    const state = first.endpoint.status().state
    if (isRunning(state) && state.is !== 'stopping') return
    for (const repeat of [...runs]) this.#finish(repeat, { by: 'endpoint' })
  }

  /** Ends all of it; nothing is told any more. */
  close(): void {
    this.#clock.clear()
    for (const repeat of [...this.#running.values()]) this.#finish(repeat, { by: 'endpoint' })
    this.#limit.stop()
  }

  #await(repeat: Repeat): void {
    this.#clock.add(Math.max(0, repeat.nextDue - performance.now()), repeat, () => void this.#turn(repeat))
  }

  async #turn(repeat: Repeat): Promise<void> {
    const share = Math.max(1, Math.floor(sendingsPerTurn / this.#running.size))
    await repeat.turn(performance.now(), share)
    // It may have been stopped meanwhile.
    if (!this.#running.has(repeat.run)) return
    if (repeat.end) this.#finish(repeat, repeat.end)
    else this.#await(repeat)
    this.#limit.note()
  }

  #finish(repeat: Repeat, end: RunEnd): void {
    repeat.stop(end)
    const { id } = repeat.endpoint.config
    this.#running.delete(repeat.run)
    const ofEndpoint = this.#ofEndpoint.get(id)
    ofEndpoint?.delete(repeat)
    if (ofEndpoint?.size === 0) this.#ofEndpoint.delete(id)
    this.#clock.drop(repeat)
    this.#ended.push(repeat.status(performance.now()))
    if (this.#ended.length > rememberedRuns) this.#ended.shift()
    this.#limit.note()
  }
}
