import type { EndpointId } from '../../shared/endpoints/endpoint-config'
import type { EndpointStatus } from '../../shared/endpoints/endpoint-status'
import { RateLimit } from './timing/rate-limit'

/**
 * Gathers changes of status and reports them together, at most 30 times a second and only what differs, so that what
 * windows are told does not grow with the rate of traffic.
 */
export class StatusReporter {
  private readonly changed = new Set<EndpointId>()
  private readonly reported = new Map<EndpointId, string>()
  private readonly limit = new RateLimit(() => this.send())

  /** `statusOf` returns null for an endpoint that is gone. */
  constructor(
    private readonly statusOf: (endpoint: EndpointId) => EndpointStatus | null,
    private readonly report: (statuses: readonly EndpointStatus[]) => void,
  ) {}

  /** Cheap; may be called for every message. */
  note(endpoint: EndpointId): void {
    this.changed.add(endpoint)
    this.limit.note()
  }

  stop(): void {
    this.limit.stop()
    this.changed.clear()
  }

  private send(): void {
    const statuses: EndpointStatus[] = []
    for (const endpoint of this.changed) {
      const status = this.statusOf(endpoint)
      if (status === null) this.reported.delete(endpoint)
      else if (this.differs(status)) statuses.push(status)
    }
    this.changed.clear()
    if (statuses.length > 0) this.report(statuses)
  }

  private differs(status: EndpointStatus): boolean {
    const text = JSON.stringify(status)
    if (this.reported.get(status.endpoint) === text) return false
    this.reported.set(status.endpoint, text)
    return true
  }
}
