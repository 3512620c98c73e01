import { cutCharacter } from './characters'
import { charactersOf } from './characters-of'
import type { TextEncoding } from './text-encoding'
import { utf8Characters } from './unicode-characters'

/** Text of another encoding in UTF-8. */
export interface AsUtf8 {
  readonly bytes: Uint8Array
  /** For each of `bytes`, and for their end, where its character begins in the original; null: at the same place. */
  readonly origins: Uint32Array | null
}

const replacement = 0xfffd
/** No character of one or more bytes takes more in UTF-8 for each of them. */
const mostGrowth = 3

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at]! > 0x7f) return false
  return true
}

/** `bytes` of `encoding` in UTF-8; what is no character becomes U+FFFD, but in UTF-8 itself stays as it is. */
export function asUtf8(bytes: Uint8Array, encoding: TextEncoding): AsUtf8 {
  const characters = charactersOf(encoding)
  if (encoding === 'utf-8' || (characters.keepsAscii && isAscii(bytes))) return { bytes, origins: null }
  const written = new Uint8Array(bytes.length * mostGrowth)
  const origins = new Uint32Array(written.length + 1)
  let length = 0
  for (let at = 0; at < bytes.length;) {
    const codePoint = characters.read(bytes, at)
    const taken = utf8Characters.write(codePoint < 0 ? replacement : codePoint, written, length)
    origins.fill(at, length, length + taken)
    length += taken
    if (codePoint === cutCharacter) break
    at += codePoint < 0 ? characters.step : characters.lengthOf(codePoint)
  }
  origins[length] = bytes.length
  return { bytes: written.subarray(0, length), origins }
}
