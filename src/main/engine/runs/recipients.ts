import type { SendOutcome, Target } from '../../../shared/contract/engine/endpoint-calls'
import type { Failure } from '../../../shared/contract/errors'

/** What became of one sending of a repeat. */
export interface SendingResult {
  readonly is: 'sent' | 'slow' | 'failed'
  /** Messages that a slow peer did not get. */
  readonly slow: number
  readonly failure: Failure | null
}

/** With these a peer will never be sent to again. */
const gone: ReadonlySet<string> = new Set(['E_PEER_UNKNOWN', 'E_PEER_HALF_CLOSED'])

/** Whom a repeat sends to; peers that were named one by one leave when they are gone. */
export class Recipients {
  #target: Target
  #isOver = false

  constructor(target: Target) {
    this.#target = target
  }

  get target(): Target {
    return this.#target
  }

  /** Is everybody gone who was named, or the one that was meant? */
  get isEmpty(): boolean {
    return this.#isOver || (this.#target.to === 'peers' && this.#target.peers.length === 0)
  }

  /** Takes out who is gone; null where nothing is left to tell of but that. */
  learn(outcomes: readonly SendOutcome[]): SendingResult | null {
    this.#leave(outcomes)
    const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.failure]))
    const slow = failures.filter(({ code }) => code === 'E_PEER_SLOW').length
    const failure = failures.find(({ code }) => code !== 'E_PEER_SLOW') ?? null
    if (failures.length < outcomes.length) return { is: 'sent', slow, failure }
    if (slow > 0) return { is: 'slow', slow, failure }
    return failure && gone.has(failure.code) && this.isEmpty ? null : { is: 'failed', slow, failure }
  }

  /** Nobody at all is there. */
  allGone(): void {
    if (this.#target.to === 'peers' && this.#target.peers !== 'all') this.#target = { to: 'peers', peers: [] }
  }

  #leave(outcomes: readonly SendOutcome[]): void {
    const left = outcomes.flatMap((one) => (!one.ok && gone.has(one.failure.code) ? [one.peer] : []))
    if (left.length === 0) return
    if (this.#target.to !== 'peers') this.#isOver = left.length === outcomes.length
    if (this.#target.to !== 'peers' || this.#target.peers === 'all') return
    this.#target = { to: 'peers', peers: this.#target.peers.filter((peer) => !left.includes(peer)) }
  }
}
