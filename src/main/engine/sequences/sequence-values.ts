import type { TextEncoding } from '../../../shared/encoding/text-encoding'
import { escapedString } from '../../../shared/payload/escaped-text'
import type { PayloadMatch, PayloadRecipient, PayloadSources } from '../../../shared/payload/payload-context'
import type { PayloadTemplate } from '../../../shared/payload/payload-template'
import { bytesFor, Sendings, type Outgoing } from '../payload/sendings'

/** The values that one run of a sequence sends and sets: its variables before those of the workspace, and its last match. */
export class SequenceValues {
  readonly #own = new Map<string, string>()
  readonly #sendings: Sendings

  constructor(
    sources: PayloadSources,
    private readonly encoding: TextEncoding,
    private readonly recipient: PayloadRecipient,
    /** What the last expectation took out; to begin with, the message that set the sequence off. */
    public match: PayloadMatch | null,
  ) {
    this.#sendings = new Sendings(withOwn(sources, this.#own))
  }

  get sources(): PayloadSources {
    return this.#sendings.sources
  }

  /** What is sent next for `template`; throws the failures of its variables. */
  next(template: PayloadTemplate): Outgoing {
    return this.#sendings.next(template, this.match)
  }

  /** The bytes of `template` now. */
  bytes(template: PayloadTemplate): Uint8Array {
    return bytesFor(this.next(template), this.recipient)
  }

  set(variable: string, template: PayloadTemplate): void {
    this.#own.set(variable, escapedString(this.bytes(template), false, this.encoding))
  }
}

function withOwn(sources: PayloadSources, own: ReadonlyMap<string, string>): PayloadSources {
  return {
    get variables() {
      return own.size === 0 ? sources.variables : { ...sources.variables, ...Object.fromEntries(own) }
    },
    get environment() {
      return sources.environment
    },
    now: () => sources.now(),
    random: (bytes) => sources.random(bytes),
  }
}
