import { isRunning, type EndpointStatus } from '../../shared/endpoints/endpoint-status'

/** The captures that endpoints of this engine are recording. */
export class LiveCaptures {
  private readonly captures = new Set<string>()

  get all(): ReadonlySet<string> {
    return this.captures
  }

  /** Learns from statuses; returns whether a capture began or ended. */
  learn(statuses: readonly EndpointStatus[]): boolean {
    let changed = false
    for (const { recording, state } of statuses) {
      if (!recording) continue
      const known = this.captures.has(recording.capture)
      if (known === isRunning(state)) continue
      if (known) this.captures.delete(recording.capture)
      else this.captures.add(recording.capture)
      changed = true
    }
    return changed
  }
}
