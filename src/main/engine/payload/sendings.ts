import type {
  PayloadContext,
  PayloadMatch,
  PayloadRecipient,
  PayloadSources,
} from '../../../shared/payload/payload-context'
import type { PayloadTemplate } from '../../../shared/payload/payload-template'
import type { PlainTemplate } from '../../../shared/payload/plain-template'

/** What is sent: the same bytes for all, or made for each who gets it (throws the failures of its variables). */
export type Outgoing = Uint8Array | ((recipient: PayloadRecipient) => Uint8Array)

/** The bytes that `recipient` gets. */
export function bytesFor(outgoing: Outgoing, recipient: PayloadRecipient): Uint8Array {
  return outgoing instanceof Uint8Array ? outgoing : outgoing(recipient)
}

/**
 * The sendings of one run of a sender: those by hand while an endpoint runs, a repeat, a rule, a sequence. It counts
 * them for each template, which is what `seq` counts by, and holds no template alive.
 */
export class Sendings {
  readonly #counts = new WeakMap<PayloadTemplate | PlainTemplate, number>()

  constructor(readonly sources: PayloadSources) {}

  /** What the next sending of `template` sends; it is not counted yet, so that it may fail or only be looked at. */
  outgoing(template: PayloadTemplate, match: PayloadMatch | null = null): Outgoing {
    if (template.constant) return template.constant
    const sending = this.#counts.get(template) ?? 0
    return (recipient) => template.evaluate({ recipient, sending, match, sources: this.sources })
  }

  /** Counts a sending of `template`. Cheap for one without variables. */
  count(template: PayloadTemplate): void {
    if (!template.constant) this.#counts.set(template, (this.#counts.get(template) ?? 0) + 1)
  }

  /** {@link outgoing} and {@link count} in one, for senders that answer each of many messages. */
  next(template: PayloadTemplate, match: PayloadMatch | null = null): Outgoing {
    const outgoing = this.outgoing(template, match)
    this.count(template)
    return outgoing
  }

  /** The next text of `template` about `recipient`, counted as a sending is. */
  nextText(template: PlainTemplate, recipient: PayloadRecipient, match: PayloadMatch | null): string {
    const sending = this.#counts.get(template) ?? 0
    this.#counts.set(template, sending + 1)
    return template({ recipient, sending, match, sources: this.sources })
  }

  /** The context of the next sending to `recipient`, or to nobody in particular. */
  context(template: PayloadTemplate, recipient: PayloadRecipient | null): PayloadContext {
    return { recipient, sending: this.#counts.get(template) ?? 0, match: null, sources: this.sources }
  }
}
