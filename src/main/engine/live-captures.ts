import { isRunning, type EndpointStatus } from '../../shared/endpoints/endpoint-status'

/** Notices when endpoints begin or end recording. */
export class LiveCaptures {
  private captures: ReadonlySet<string> = new Set()

  /** Learns from the statuses of all endpoints there are; returns whether a capture began or ended. */
  learn(statuses: readonly EndpointStatus[]): boolean {
    const now = new Set(
      statuses.flatMap(({ recording, state }) => (recording && isRunning(state) ? recording.capture : [])),
    )
    const changed = now.size !== this.captures.size || [...now].some((capture) => !this.captures.has(capture))
    this.captures = now
    return changed
  }
}
