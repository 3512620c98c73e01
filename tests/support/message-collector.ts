import type { UnfinishedMessage } from '../../src/main/engine/capture/unfinished-message'
import type { MessageSink } from '../../src/main/engine/endpoints/framing/framer'
import type { CaptureEvent } from '../../src/shared/capture/capture-event'

/** A message as a framer handed it on. */
export interface Collected {
  readonly hex: string
  readonly flags: number
  readonly isEnd: boolean
}

/** Takes what a framer makes, and keeps account of what it holds back. */
export class MessageCollector implements MessageSink {
  readonly peer = 1
  readonly items: (Collected | CaptureEvent)[] = []
  isPaused = false
  held = 0
  #time = 0
  #waiters: (() => void)[] = []

  get collected(): Collected[] {
    return this.items.filter((item) => 'hex' in item)
  }

  get events(): CaptureEvent[] {
    return this.items.filter((item) => 'event' in item)
  }

  /** All messages behind one another, in hex. */
  get joined(): string {
    return this.collected.map(({ hex }) => hex).join('')
  }

  now(): number {
    return ++this.#time
  }

  messages(chunk: Buffer, from: number, ends: Uint32Array, count: number): void {
    let start = from
    for (const end of ends.subarray(0, count)) {
      this.message(chunk.subarray(start, end), 0, true)
      start = end
    }
  }

  message(bytes: Uint8Array, flags: number, isEnd: boolean): void {
    this.items.push({ hex: Buffer.from(bytes).toString('hex'), flags, isEnd })
    this.#waiters = this.#waiters.filter((waiter) => void waiter())
  }

  tell(event: CaptureEvent): void {
    this.items.push(event)
  }

  holds(message: UnfinishedMessage, change: number): void {
    this.held += change
    if (this.held !== message.length) throw new Error(`holds ${message.length}, told ${this.held}`)
  }

  /** Resolves with the next message. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve))
  }
}
