import type { Payload } from '../../../shared/payload/payload'
import {
  payloadTemplate,
  type PayloadReading,
  type PayloadTemplate,
} from '../../../shared/payload/payload-template'

/** So many payloads that were sent by hand are told apart; longer ones are read at each sending. */
const mostTemplates = 256
const longestPayload = 65_536

/**
 * Templates of payloads that come over the contract again and again, so that the same payload is the same template and
 * its sendings are counted together. The one unused for longest is forgotten.
 */
export class TemplateCache {
  readonly #templates = new Map<string, PayloadTemplate>()

  /** Throws the failures of `parsePayload`. */
  get(payload: Payload, reading: PayloadReading): PayloadTemplate {
    const typed = payload.form === 'text' ? payload.text : payload.hex
    if (typed.length > longestPayload) return payloadTemplate(payload, reading)
    const key = JSON.stringify([payload, reading.encoding])
    const known = this.#templates.get(key)
    const template = known ?? payloadTemplate(payload, reading)
    // One without variables has no count to keep.
    if (template.constant) return template
    this.#templates.delete(key)
    this.#templates.set(key, template)
    const [oldest] = this.#templates.keys()
    if (this.#templates.size > mostTemplates && oldest !== undefined) this.#templates.delete(oldest)
    return template
  }
}
