import { PassingLines } from './passing-lines'
import type { UpgradeAnswer, UpgradeWatch } from './upgrade-watch'

/** IMAP (RFC 9051, 6.2.1): the answer to STARTTLS has the tag of the command. */
export class ImapWatch implements UpgradeWatch {
  readonly #client = new PassingLines()
  readonly #server = new PassingLines()
  /** That of the request; null while there is none. */
  #tag: string | null = null

  toServer(bytes: Uint8Array): number | null {
    for (const { line, behind } of this.#client.take(bytes)) {
      const [, tag] = /^(\S+) starttls\s*$/i.exec(line) ?? []
      if (tag === undefined) continue
      this.#tag = tag
      return behind
    }
    return null
  }

  toClient(bytes: Uint8Array): UpgradeAnswer | null {
    for (const { line, behind } of this.#server.take(bytes)) {
      const [tag, status = ''] = line.split(' ', 2)
      if (this.#tag === null || tag !== this.#tag) continue
      this.#tag = null
      return { agrees: status.toUpperCase() === 'OK', behind }
    }
    return null
  }
}
