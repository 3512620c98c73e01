import type { DecodedField } from './decoder'

/** How the body of a message ends: where the length says, with its last chunk, or with the connection. */
export type BodyFraming =
  | { readonly kind: 'none' | 'chunked' | 'rest' }
  | { readonly kind: 'sized'; readonly length: number }
  /** Nobody can tell. */
  | { readonly kind: 'unknown' }

/** What the header fields say of the body. */
export interface BodyFacts {
  readonly framing: BodyFraming
  /** Codings such as gzip, in which the body is left; empty where there are none. */
  readonly coding: string
  /** The header fields; those that contradict each other or have no meaning are marked. */
  readonly fields: readonly DecodedField[]
}

/** The members of a list that may be spread over several fields (RFC 9110, 5.3), in lower case. */
function listOf(fields: readonly DecodedField[], name: string): string[] {
  return fields
    .filter((field) => field.name.toLowerCase() === name)
    .flatMap(({ value }) => value.toLowerCase().split(','))
    .map((member) => member.trim())
    .filter((member) => member !== '')
}

function marked(fields: readonly DecodedField[], name: string): DecodedField[] {
  return fields.map((field) =>
    field.name.toLowerCase() === name ? { ...field, remark: 'malformed' as const } : field,
  )
}

/**
 * What ends the body (RFC 9112, section 6.3). `status` is null for a request. What was asked for is not known, so an
 * answer to HEAD may look cut.
 */
export function bodyFacts(status: number | null, fields: readonly DecodedField[]): BodyFacts {
  const transfer = listOf(fields, 'transfer-encoding')
  const coding = [...listOf(fields, 'content-encoding'), ...transfer]
    .filter((member) => member !== 'identity' && member !== 'chunked')
    .join(', ')
  if (status !== null && (status < 200 || status === 204 || status === 304)) {
    return { framing: { kind: 'none' }, coding, fields }
  }
  if (transfer.length > 0) return { ...transferred(status, transfer, fields), coding }
  const lengths = new Set(listOf(fields, 'content-length'))
  const [length] = lengths
  if (length === undefined) return { framing: { kind: status === null ? 'none' : 'rest' }, coding, fields }
  if (lengths.size === 1 && /^\d{1,15}$/.test(length)) {
    return { framing: { kind: 'sized', length: Number(length) }, coding, fields }
  }
  return { framing: { kind: 'unknown' }, coding, fields: marked(fields, 'content-length') }
}

/** A length beside Transfer-Encoding is not allowed and does not count. */
function transferred(status: number | null, codings: readonly string[], fields: readonly DecodedField[]) {
  const shown = marked(fields, 'content-length')
  if (codings.at(-1) === 'chunked') return { framing: { kind: 'chunked' } as const, fields: shown }
  if (status !== null) return { framing: { kind: 'rest' } as const, fields: shown }
  return { framing: { kind: 'unknown' } as const, fields: marked(shown, 'transfer-encoding') }
}
