import { encodeText } from '../encoding/encode-text'
import type { TextEncoding } from '../encoding/text-encoding'

/** Turns text into bytes. Throws `E_ENCODING` with the place of a character that the encoding lacks. */
export type PayloadEncoder = (text: string) => Uint8Array

export function payloadEncoder(encoding: TextEncoding): PayloadEncoder {
  return (text) => encodeText(text, encoding)
}

export const encodeUtf8 = payloadEncoder('utf-8')
