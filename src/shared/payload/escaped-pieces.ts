import { charactersOf } from '../encoding/characters-of'
import type { TextEncoding } from '../encoding/text-encoding'
import { escapedPiece } from './escaped-text'

const nothing = new Uint8Array()

/**
 * Bytes that come in pieces as one escaped text: what the pieces give, joined, is what `escapedString` makes of all of
 * them. The last bytes of a piece are held back where what follows decides how they are written.
 */
export class EscapedPieces {
  #held = nothing

  constructor(private readonly encoding: TextEncoding) {}

  /** The text of the next bytes, as far as it is decided; all that is left with the `last` ones. */
  add(bytes: Uint8Array, last: boolean): string {
    const joined = this.#held.length === 0 ? bytes : joinedBytes(this.#held, bytes)
    const { text, taken } = escapedPiece(joined, last, charactersOf(this.encoding))
    this.#held = taken === joined.length ? nothing : joined.slice(taken)
    return text
  }
}

function joinedBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}
