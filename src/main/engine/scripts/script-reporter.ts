import type { EndpointId } from '../../../shared/endpoints/endpoint-config'
import { RateLimit } from '../timing/rate-limit'

/** ms between two reports. */
const reportMs = 100

/** Gathers whose scripts have changed or told something, so that windows are told ten times a second at most. */
export class ScriptReporter {
  readonly #changed = new Set<EndpointId>()
  readonly #limit: RateLimit

  constructor(report: (endpoints: readonly EndpointId[]) => void) {
    this.#limit = new RateLimit(() => {
      const endpoints = [...this.#changed]
      this.#changed.clear()
      report(endpoints)
    }, reportMs)
  }

  note(endpoint: EndpointId): void {
    this.#changed.add(endpoint)
    this.#limit.note()
  }

  stop(): void {
    this.#limit.stop()
  }
}
