import { SockwrightError } from '../../../../shared/contract/errors'
import type { UpgradeProtocol } from '../../../../shared/endpoints/options/tls-beginning-option'

/** More than this in one answer is no dialogue. */
const maxBytes = 65_536

const nothing: Buffer = Buffer.alloc(0)

/** Both directions of a plain dialogue that leads to TLS. What is heard is recorded elsewhere. */
export class Talk {
  #heard = nothing
  #wake: () => void = () => undefined
  #ended: SockwrightError | null = null

  constructor(
    readonly protocol: UpgradeProtocol,
    /** Sends and records. */
    readonly send: (bytes: Uint8Array) => void,
  ) {}

  /** Bytes have come; they must not change any more. */
  hear(bytes: Buffer): void {
    this.#heard = this.#heard.length === 0 ? bytes : Buffer.concat([this.#heard, bytes])
    if (this.#heard.length > maxBytes) this.end(this.refusal('an endless answer'))
    this.#wake()
  }

  /** Whoever waits for an answer is told that none will come. */
  end(failure: SockwrightError): void {
    this.#ended ??= failure
    this.#wake()
  }

  say(text: string): void {
    this.send(Buffer.from(text))
  }

  /** What has come and nobody has asked for: it does not belong to the dialogue. */
  get unasked(): number {
    return this.#heard.length
  }

  /** The next `count` bytes. */
  bytes(count: number): Promise<Buffer> {
    return this.#next((heard) => (heard.length >= count ? count : -1))
  }

  /** The next line, without its end. */
  async line(): Promise<string> {
    const line = await this.#next((heard) => heard.indexOf(0x0a) + 1 || -1)
    return line.toString('latin1').replace(/\r?\n$/, '')
  }

  /** What comes up to and with the first match. */
  async until(pattern: RegExp): Promise<string> {
    const found = await this.#next((heard) => {
      const match = pattern.exec(heard.toString('latin1'))
      return match ? match.index + match[0].length : -1
    })
    return found.toString('latin1')
  }

  refusal(reason: string): SockwrightError {
    return new SockwrightError('E_UPGRADE_REFUSED', { protocol: this.protocol, reason: reason.slice(0, 200) })
  }

  /** `lengthOf` tells how much of what was heard is the answer; -1 while it is not whole. */
  async #next(lengthOf: (heard: Buffer) => number): Promise<Buffer> {
    for (;;) {
      const length = this.#ended ? -1 : lengthOf(this.#heard)
      if (length >= 0) {
        const answer = this.#heard.subarray(0, length)
        this.#heard = this.#heard.subarray(length)
        return answer
      }
      if (this.#ended) throw this.#ended
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
