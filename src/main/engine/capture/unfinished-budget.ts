import { maxFrameLength } from '../../../shared/endpoints/framing'
import type { UnfinishedMessage } from './unfinished-message'

/** The memory that unfinished messages of all endpoints of an engine may take together. */
export class UnfinishedBudget {
  readonly #messages = new Set<UnfinishedMessage>()
  #bytes = 0

  /** `limit` in bytes. */
  constructor(private readonly limit: number = maxFrameLength) {}

  get bytes(): number {
    return this.#bytes
  }

  /** Takes note that `message` grew or shrank by `change` bytes. Beyond the limit the longest is recorded in part. */
  changed(message: UnfinishedMessage, change: number): void {
    this.#bytes += change
    if (message.length === 0) this.#messages.delete(message)
    else this.#messages.add(message)
    if (change > 0 && this.#bytes > this.limit) this.#longest()?.recordPart(this.limit)
  }

  #longest(): UnfinishedMessage | null {
    let longest: UnfinishedMessage | null = null
    for (const message of this.#messages) {
      if (!longest || message.length > longest.length) longest = message
    }
    return longest
  }
}
