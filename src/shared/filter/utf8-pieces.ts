/** A character that the bytes spell in UTF-8, or one byte that is part of none. */
export type Utf8Piece =
  { readonly is: 'character'; readonly text: string } | { readonly is: 'byte'; readonly byte: number }

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Splits bytes into characters and stray bytes, losing none. For short texts. */
export function utf8Pieces(bytes: Uint8Array): Utf8Piece[] {
  const pieces: Utf8Piece[] = []
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at]!)
    const text = length > 0 ? decoded(bytes.subarray(at, at + length)) : null
    if (text === null) pieces.push({ is: 'byte', byte: bytes[at]! })
    else pieces.push({ is: 'character', text })
    at += text === null ? 1 : length
  }
  return pieces
}

/** Bytes of a sequence that begins with `lead` (RFC 3629), 0 where none does. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1
  if (lead < 0xc2) return 0
  if (lead < 0xe0) return 2
  if (lead < 0xf0) return 3
  return lead < 0xf5 ? 4 : 0
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}
