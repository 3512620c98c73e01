import type { CaptureEvent } from '../../../../shared/capture/capture-event'
import type { Cause } from '../../../../shared/capture/record'
import type { WebSocketOutput } from './websocket-output'

/** How often it is looked at whether one is due, ms. */
const tickMs = 1_000
/** So many pings may be unanswered before the oldest is forgotten. */
const mostOutstanding = 64

/** Sends the pings of one WebSocket; knows which are unanswered, and how long the last answer took. Times in ms. */
export class Pings {
  readonly #outstanding = new Map<string, number>()
  #lastSent = performance.now()
  #latencyMs: number | null = null
  #number = 0

  constructor(
    private readonly output: WebSocketOutput,
    private readonly tell: (event: CaptureEvent) => void,
  ) {}

  /** How long the last answer took; null before the first. */
  get latencyMs(): number | null {
    return this.#latencyMs
  }

  send(payload: Uint8Array, cause: Cause): void {
    this.#lastSent = performance.now()
    this.#outstanding.set(keyOf(payload), this.#lastSent)
    if (this.#outstanding.size > mostOutstanding) this.#forgetOldest()
    this.output.control(payload, cause, 'ping')
  }

  /** Sends a numbered one when the last was `interval` ago; tells where that is not answered. */
  sendWhenDue(interval: number): void {
    const waited = performance.now() - this.#lastSent
    if (waited < interval - tickMs / 2) return
    if (this.#outstanding.size > 0) this.tell({ event: 'ping-unanswered', afterMs: Math.round(waited) })
    this.#number += 1
    this.send(Buffer.from(String(this.#number)), 'protocol')
  }

  /** A pong came. Tells how long its ping was on the way, to the µs; false where it answers none. */
  answered(payload: Uint8Array): boolean {
    const key = keyOf(payload)
    const sentAt = this.#outstanding.get(key)
    if (sentAt === undefined) return false
    // A peer may answer the newest ping alone (RFC 6455, 5.5.3).
    for (const one of this.#outstanding.keys()) {
      this.#outstanding.delete(one)
      if (one === key) break
    }
    const latencyMs = Math.round((performance.now() - sentAt) * 1_000) / 1_000
    this.#latencyMs = latencyMs
    this.tell({ event: 'ping-answered', latencyMs })
    return true
  }

  #forgetOldest(): void {
    const [oldest] = this.#outstanding.keys()
    if (oldest !== undefined) this.#outstanding.delete(oldest)
  }
}

function keyOf(payload: Uint8Array): string {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString('latin1')
}
