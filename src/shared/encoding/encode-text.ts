import { SockwrightError } from '../contract/errors'
import { faultAt } from '../payload/payload-compilation'
import { charactersOf } from './characters-of'
import { textEncodingNames, type TextEncoding } from './text-encoding'

const utf8 = new TextEncoder()
const loneSurrogate = /[\ud800-\udfff]/u

function lacking(codePoint: number, encoding: TextEncoding, index: number): SockwrightError {
  const isLone = codePoint >= 0xd800 && codePoint <= 0xdfff
  const character = isLone ? `U+${codePoint.toString(16).toUpperCase()}` : String.fromCodePoint(codePoint)
  const { name } = textEncodingNames[encoding]
  const place = faultAt(index, codePoint > 0xffff ? 2 : 1)
  return new SockwrightError('E_ENCODING', { ...place, character, encoding: name })
}

/** `text` in bytes of `encoding`. Throws `E_ENCODING` with the place of the first character that it lacks. */
export function encodeText(text: string, encoding: TextEncoding): Uint8Array {
  if (encoding === 'utf-8' && !loneSurrogate.test(text)) return utf8.encode(text)
  const characters = charactersOf(encoding)
  const bytes = new Uint8Array(text.length * characters.longest)
  let length = 0
  for (let index = 0; index < text.length;) {
    const codePoint = text.codePointAt(index)!
    const written = characters.write(codePoint, bytes, length)
    if (written === 0) throw lacking(codePoint, encoding, index)
    length += written
    index += codePoint > 0xffff ? 2 : 1
  }
  return bytes.slice(0, length)
}
