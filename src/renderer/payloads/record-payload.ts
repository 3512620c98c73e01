import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { encodeText } from '../../shared/encoding/encode-text'
import { bytesToTextPayload, escapedText } from '../../shared/payload/escaped-text'
import { lineEndings, type LineEnding, type Payload } from '../../shared/payload/payload'
import { fileNameOf } from '../../shared/payload/file-payload'
import { typedPayload, type LibraryPayload } from '../../shared/payload/saved-payload'
import { hexText } from '../log/hex-text'

/** Escapes that text has too. */
const textEscapes = new Set(['\\t', '\\n', '\\r', '\\\\'])

function isText(bytes: Uint8Array, encoding: TextEncoding): boolean {
  return escapedText(bytes, false, encoding).every(
    ({ text, escaped }) => !escaped || text.match(/\\[^\\]|\\\\/g)!.every((one) => textEscapes.has(one)),
  )
}

/** The payload that makes exactly `bytes`: text where they are text of `encoding`, else hex. */
export function recordPayload(bytes: Uint8Array, encoding: TextEncoding): Payload {
  if (!isText(bytes, encoding)) return { form: 'hex', hex: hexText(bytes) }
  const lineEnding = endingOf(bytes, encoding)
  const body = bytes.subarray(0, bytes.length - encodeText(lineEndings[lineEnding], encoding).length)
  return { form: 'text', text: bytesToTextPayload(body, encoding), lineEnding, encoding }
}

function endingOf(bytes: Uint8Array, encoding: TextEncoding): LineEnding {
  const found = (['crlf', 'lf', 'cr'] as const).find((ending) => {
    const end = encodeText(lineEndings[ending], encoding)
    const start = bytes.length - end.length
    return start >= 0 && end.every((byte, index) => bytes[start + index] === byte)
  })
  return found ?? 'none'
}

const nameLength = 40

/** What a payload may be called that nobody has named yet: how it begins, or else `unnamed`. */
export function nameFor(payload: LibraryPayload, unnamed: string): string {
  const typed = (payload.form === 'file' ? fileNameOf(payload.path) : typedPayload(payload))
    .slice(0, 400)
    .replace(/\\[rnt0]|\p{Cc}/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const characters = Array.from(typed)
  const name = characters.slice(0, nameLength).join('').trim()
  if (name === '') return unnamed
  return characters.length > nameLength ? `${name}…` : name
}
