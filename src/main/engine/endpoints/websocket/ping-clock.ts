/** So many pings may be unanswered before the oldest is forgotten. */
const mostOutstanding = 64

/** Knows which pings are unanswered, and how long the last answer took. Times in ms of a steady clock. */
export class PingClock {
  readonly #outstanding = new Map<string, number>()
  #lastSent = performance.now()
  #latencyMs: number | null = null

  /** How long the last answer took; null before the first. */
  get latencyMs(): number | null {
    return this.#latencyMs
  }

  /** When the last ping left. */
  get lastSent(): number {
    return this.#lastSent
  }

  get awaitsAnswer(): boolean {
    return this.#outstanding.size > 0
  }

  sent(payload: Uint8Array): void {
    this.#lastSent = performance.now()
    this.#outstanding.set(keyOf(payload), this.#lastSent)
    if (this.#outstanding.size <= mostOutstanding) return
    for (const oldest of this.#outstanding.keys()) return void this.#outstanding.delete(oldest)
  }

  /** A pong came. Returns how long its ping was on the way, to the µs; null where it answers none. */
  answered(payload: Uint8Array): number | null {
    const key = keyOf(payload)
    const sentAt = this.#outstanding.get(key)
    if (sentAt === undefined) return null
    // A peer may answer the newest ping alone (RFC 6455, 5.5.3).
    for (const one of this.#outstanding.keys()) {
      this.#outstanding.delete(one)
      if (one === key) break
    }
    this.#latencyMs = Math.round((performance.now() - sentAt) * 1_000) / 1_000
    return this.#latencyMs
  }
}

function keyOf(payload: Uint8Array): string {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('latin1')
}
