import { gssRequest, sslRequest } from './postgres-requests'
import type { UpgradeAnswer, UpgradeWatch } from './upgrade-watch'

/** PostgreSQL: a request of eight bytes comes first, one byte answers. */
export class PostgresWatch implements UpgradeWatch {
  #begun = Buffer.alloc(0)
  #asked: 'ssl' | 'gss' | null = null
  /** The client began with something else, or encrypts in another way: nobody asks for TLS any more. */
  #isOver = false

  toServer(bytes: Uint8Array): number | null {
    if (this.#isOver) return null
    this.#begun = Buffer.concat([this.#begun, bytes])
    if (this.#begun.length < sslRequest.length) return null
    const request = this.#begun.subarray(0, sslRequest.length)
    const behind = this.#begun.length - sslRequest.length
    this.#begun = Buffer.alloc(0)
    this.#asked = request.equals(sslRequest) ? 'ssl' : request.equals(gssRequest) ? 'gss' : null
    this.#isOver = this.#asked === null
    return this.#isOver ? null : behind
  }

  toClient(bytes: Uint8Array): UpgradeAnswer | null {
    if (this.#asked === null || bytes.length === 0) return null
    const answer = String.fromCharCode(bytes[0]!)
    const agrees = this.#asked === 'ssl' && answer === 'S'
    this.#asked = null
    this.#isOver = answer !== 'N'
    return { agrees, behind: bytes.length - 1 }
  }
}
