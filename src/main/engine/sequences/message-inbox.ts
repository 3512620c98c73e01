import type { PayloadMatch } from '../../../shared/payload/payload-context'
import type { MessageMatcher } from '../../../shared/rules/message-match'
import type { PeerTap } from '../endpoints/peer-taps'
import { Fifo } from '../queues/fifo'
import type { BehaviourPeer } from '../rules/behaviour'

/** What came of waiting for a message. `heard` is how many were looked at. */
export type Finding =
  | { readonly is: 'found'; readonly match: PayloadMatch }
  | { readonly is: 'late'; readonly heard: number }
  | { readonly is: 'closed' }

/** A loop that ends with a message, and whether it has come. */
export interface Watch {
  readonly matcher: MessageMatcher
  hit: boolean
}

/**
 * The messages of one peer, kept in their order until somebody asks for them, so that none is missed between two steps.
 * What waits counts as answers of the peer do: too much of it pauses reading.
 */
export class MessageInbox implements PeerTap {
  readonly #waiting = new Fifo<Uint8Array>()
  #isClosed = false
  #wake: (() => void) | null = null
  #awaited = false
  readonly #watches = new Set<Watch>()

  /** Without `keeps` nothing is kept: nobody will ask. */
  constructor(
    private readonly peer: BehaviourPeer,
    private readonly keeps: boolean,
  ) {}

  /** Does somebody wait for a message now? */
  get isAwaited(): boolean {
    return this.#awaited
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  received(message: Uint8Array): void {
    for (const watch of this.#watches) watch.hit ||= watch.matcher.match(message) !== null
    if (!this.keeps) return
    this.#waiting.push(message)
    this.peer.holdsAnswers(message.length)
    this.#wake?.()
  }

  closed(): void {
    this.#isClosed = true
    this.#wake?.()
  }

  /** From now on `watch` is hit by a message that matches, until {@link unwatch}. */
  watch(watch: Watch): void {
    this.#watches.add(watch)
  }

  unwatch(watch: Watch): void {
    this.#watches.delete(watch)
  }

  /** The first message that matches, those before it are passed over. Rejects with the reason of `signal`. */
  async find(matcher: MessageMatcher, timeoutMs: number, signal: AbortSignal): Promise<Finding> {
    this.#awaited = true
    try {
      return await this.#find(matcher, performance.now() + timeoutMs, signal)
    } finally {
      this.#awaited = false
    }
  }

  async #find(matcher: MessageMatcher, until: number, signal: AbortSignal): Promise<Finding> {
    let heard = 0
    for (;;) {
      for (let message = this.#take(); message; message = this.#take()) {
        heard += 1
        const match = matcher.match(message)
        if (match) return { is: 'found', match }
      }
      if (this.#isClosed) return { is: 'closed' }
      const left = until - performance.now()
      if (left <= 0) return { is: 'late', heard }
      await this.#somethingNew(left, signal)
    }
  }

  /** Forgets what waits. */
  clear(): void {
    while (this.#take()) continue
    this.#watches.clear()
  }

  #take(): Uint8Array | null {
    const message = this.#waiting.shift()
    if (!message) return null
    if (!this.#isClosed) this.peer.holdsAnswers(-message.length)
    return message
  }

  /** Resolves with the next message, the close, or after `ms`. */
  #somethingNew(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (then: () => void) => () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', aborted)
        this.#wake = null
        then()
      }
      const aborted = settle(() => reject(signal.reason as Error))
      const timer = setTimeout(settle(resolve), ms)
      this.#wake = settle(resolve)
      if (signal.aborted) aborted()
      else signal.addEventListener('abort', aborted)
    })
  }
}
