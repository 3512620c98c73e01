import type { UpgradeAnswer, UpgradeWatch } from './upgrade-watch'
import { startTlsElement, startTlsAnswer } from './xmpp-elements'

/** No element that is looked for is longer. */
const longestElement = 4_096

/** XMPP (RFC 6120, 5.4): one element asks, another one answers. */
export class XmppWatch implements UpgradeWatch {
  #client = ''
  #server = ''
  #isAsked = false

  toServer(bytes: Uint8Array): number | null {
    const text = this.#client + Buffer.from(bytes).toString('latin1')
    const found = startTlsElement.exec(text)
    this.#client = found ? '' : text.slice(-longestElement)
    if (!found) return null
    this.#isAsked = true
    return behind(text, found)
  }

  toClient(bytes: Uint8Array): UpgradeAnswer | null {
    if (!this.#isAsked) return null
    const text = this.#server + Buffer.from(bytes).toString('latin1')
    const found = startTlsAnswer.exec(text)
    this.#server = found ? '' : text.slice(-longestElement)
    if (!found) return null
    this.#isAsked = false
    return { agrees: found[1] === 'proceed', behind: behind(text, found) }
  }
}

/** What stands behind the match; Latin-1 has one character for each byte. */
function behind(text: string, { index, 0: element }: RegExpExecArray): number {
  return text.length - index - element.length
}
