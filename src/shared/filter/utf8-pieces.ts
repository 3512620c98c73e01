import { invalidUtf8, readUtf8, utf8Length } from '../payload/utf8'

/** A character that the bytes spell in UTF-8, or one byte that is part of none. */
export type Utf8Piece =
  { readonly is: 'character'; readonly text: string } | { readonly is: 'byte'; readonly byte: number }

/** Splits bytes into characters and stray bytes, losing none; those at `given` positions stay bytes. For short texts. */
export function utf8Pieces(bytes: Uint8Array, given: readonly number[] = []): Utf8Piece[] {
  const pieces: Utf8Piece[] = []
  let at = 0
  while (at < bytes.length) {
    const codePoint = given.includes(at) ? invalidUtf8 : readUtf8(bytes, at)
    if (codePoint < 0) pieces.push({ is: 'byte', byte: bytes[at]! })
    else pieces.push({ is: 'character', text: String.fromCodePoint(codePoint) })
    at += codePoint < 0 ? 1 : utf8Length(codePoint)
  }
  return pieces
}

/** Those of the `given` positions whose bytes would be read as characters. */
export function readAsCharacters(bytes: Uint8Array, given: readonly number[]): number[] {
  const read: number[] = []
  for (let at = 0; at < bytes.length && given.length > 0;) {
    const codePoint = readUtf8(bytes, at)
    const length = codePoint < 0 ? 1 : utf8Length(codePoint)
    if (length > 1) read.push(...given.filter((place) => place >= at && place < at + length))
    at += length
  }
  return read
}
