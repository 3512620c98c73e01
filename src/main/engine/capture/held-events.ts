import type { WaitingEvent } from './batch'

/** Events that wait in memory until the disk takes them again; what goes beyond the limit is counted. */
export class HeldEvents {
  readonly #limit: number
  #events: WaitingEvent[] = []
  #bytes = 0
  #dropped = 0

  /** `limit` in bytes of facts. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get count(): number {
    return this.#events.length
  }

  add(event: WaitingEvent): void {
    if (this.#bytes + event.facts.byteLength > this.#limit) this.#dropped += 1
    else this.addAlways(event)
  }

  /** For the few events that explain why others are missing. */
  addAlways(event: WaitingEvent): void {
    this.#bytes += event.facts.byteLength
    this.#events.push(event)
  }

  /** Hands over all of them, in order. */
  take(): readonly WaitingEvent[] {
    const events = this.#events
    this.#events = []
    this.#bytes = 0
    return events
  }

  /** Puts back, before the later ones, what could not be written after all. */
  putBack(events: readonly WaitingEvent[]): void {
    const later = this.take()
    for (const event of events) this.addAlways(event)
    for (const event of later) this.add(event)
  }

  /** Begins a new count of dropped events; returns the old one. */
  takeDropped(): number {
    const dropped = this.#dropped
    this.#dropped = 0
    return dropped
  }
}
