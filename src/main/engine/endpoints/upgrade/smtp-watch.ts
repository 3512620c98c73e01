import { PassingLines } from './passing-lines'
import type { UpgradeAnswer, UpgradeWatch } from './upgrade-watch'

/** SMTP (RFC 5321, RFC 3207): each command has one reply, so the one to STARTTLS is found by counting. */
export class SmtpWatch implements UpgradeWatch {
  readonly #client = new PassingLines()
  readonly #server = new PassingLines()
  /** Replies to come; the greeting is the first. */
  #owed = 1
  #isAsked = false
  /** The lines of a mail are no commands. */
  #isMail = false

  toServer(bytes: Uint8Array): number | null {
    for (const { line, behind } of this.#client.take(bytes)) {
      if (this.#isMail && line !== '.') continue
      this.#isMail = false
      this.#owed += 1
      this.#isAsked = /^starttls\s*$/i.test(line)
      if (this.#isAsked) return behind
    }
    return null
  }

  toClient(bytes: Uint8Array): UpgradeAnswer | null {
    for (const { line, behind } of this.#server.take(bytes)) {
      // More lines of this reply follow.
      if (line.charAt(3) === '-') continue
      this.#owed -= 1
      this.#isMail = line.startsWith('354')
      if (!this.#isAsked || this.#owed > 0) continue
      this.#isAsked = false
      return { agrees: line.startsWith('220'), behind }
    }
    return null
  }
}
