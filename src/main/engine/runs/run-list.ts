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
import type { AtWork, RunHost } from './at-work'

/** So many ended runs stay to be seen. */
const rememberedRuns = 200

/** ms between two reports. */
const reportMs = 100

/** All that runs by itself. Owns every run until it has ended. */
export class RunList {
  readonly #running = new Map<number, AtWork>()
  readonly #ofEndpoint = new Map<EndpointId, Set<AtWork>>()
  /** As they ended, the last one last. */
  #ended: RunStatus[] = []
  readonly #limit: RateLimit
  #last = 0

  constructor(private readonly report: (totals: RunTotals) => void) {
    this.#limit = new RateLimit(() => this.report(this.totals), reportMs)
  }

  get totals(): RunTotals {
    return { running: this.#running.size, ended: this.#ended.length }
  }

  /**
   * Takes what `make` makes into the list. Fails with `E_ENDPOINT_STATE` where the endpoint does not run, with
   * `E_RUN_LIMIT`, and with what `make` throws.
   */
  start<Work extends AtWork>(endpoint: Endpoint, make: (run: number, host: RunHost) => Work): Work {
    const { state } = endpoint.status()
    if (!isRunning(state) || state.is === 'stopping')
      throw new SockwrightError('E_ENDPOINT_STATE', { state: state.is })
    if (this.#running.size >= mostRuns) throw new SockwrightError('E_RUN_LIMIT', { count: mostRuns })
    const run = ++this.#last
    const work = make(run, {
      changed: () => this.#limit.note(),
      ended: (end) => this.#finish(run, end),
    })
    this.#running.set(run, work)
    const { id } = endpoint.config
    this.#ofEndpoint.set(id, (this.#ofEndpoint.get(id) ?? new Set()).add(work))
    this.#limit.note()
    return work
  }

  /** Those of one endpoint, or all. */
  list(from: number, count: number, endpoint: EndpointId | null = null): readonly RunStatus[] {
    const now = performance.now()
    const isMeant = (id: EndpointId) => endpoint === null || id === endpoint
    const atWork = [...this.#running.values()].filter(({ endpoint: { config } }) => isMeant(config.id))
    const running = atWork.toReversed().slice(from, from + count)
    const gap = Math.max(0, from - atWork.length)
    const ended = this.#ended.filter((run) => isMeant(run.endpoint)).toReversed()
    return [...running.map((work) => work.status(now)), ...ended.slice(gap, gap + count - running.length)]
  }

  /** Fails with `E_JOB_UNKNOWN`. */
  status(run: number): RunStatus {
    const found =
      this.#running.get(run)?.status(performance.now()) ?? this.#ended.find((one) => one.run === run)
    if (!found) throw new SockwrightError('E_JOB_UNKNOWN')
    return found
  }

  /** Fails with `E_JOB_UNKNOWN`. */
  stop(run: number): void {
    if (this.#running.has(run)) this.#finish(run, { by: 'person' })
    else if (!this.#ended.some((one) => one.run === run)) throw new SockwrightError('E_JOB_UNKNOWN')
  }

  /** Stops all, or those of one endpoint. */
  stopAll(endpoint: EndpointId | null): void {
    const runs = endpoint === null ? this.#running.values() : (this.#ofEndpoint.get(endpoint) ?? [])
    for (const { run } of [...runs]) this.#finish(run, { by: 'person' })
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
    for (const { run } of [...runs]) this.#finish(run, { by: 'endpoint' })
  }

  /** Ends all of it; nothing is told any more. */
  close(): void {
    for (const run of [...this.#running.keys()]) this.#finish(run, { by: 'endpoint' })
    this.#limit.stop()
  }

  #finish(run: number, end: RunEnd): void {
    const work = this.#running.get(run)
    if (!work) return
    this.#running.delete(run)
    const { id } = work.endpoint.config
    const ofEndpoint = this.#ofEndpoint.get(id)
    ofEndpoint?.delete(work)
    if (ofEndpoint?.size === 0) this.#ofEndpoint.delete(id)
    work.stop(end)
    this.#ended.push(work.status(performance.now()))
    if (this.#ended.length > rememberedRuns) this.#ended.shift()
    this.#limit.note()
  }
}
