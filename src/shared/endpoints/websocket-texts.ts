/** A header of a request as a person gives it. */
export interface RequestHeader {
  readonly name: string
  readonly value: string
}

const token = /^[!#$%&'*+.^`|~\w-]+$/

/** Sub-protocols by comma; null where one is no token (RFC 9110, 5.6.2) or stands twice. */
export function parseProtocols(text: string): readonly string[] | null {
  const protocols = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  const isValid = protocols.every((one) => token.test(one)) && new Set(protocols).size === protocols.length
  return isValid ? protocols : null
}

/** Headers, one `Name: value` a line; null where a line is none. */
export function parseHeaders(text: string): readonly RequestHeader[] | null {
  const headers: RequestHeader[] = []
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim()
    const value = line.slice(colon + 1).trim()
    if (colon < 1 || !token.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return null
    headers.push({ name, value })
  }
  return headers
}

/** Codes a close may be sent with (RFC 6455, 7.4). */
export function isCloseCode(code: number): boolean {
  if (code >= 3_000 && code <= 4_999) return true
  return code >= 1_000 && code <= 1_014 && code !== 1_004 && code !== 1_005 && code !== 1_006
}

/** Bytes of a reason as a close carries it. */
export function reasonLength(reason: string): number {
  return new TextEncoder().encode(reason).length
}

/** The most bytes of a close's reason, and of a ping (RFC 6455, 5.5). */
export const longestReason = 123
export const longestPing = 125
