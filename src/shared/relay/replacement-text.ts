import type { RE2JS } from 're2js'
import { SockwrightError } from '../contract/errors'

/** Bytes as they are, or the number of a group of the match. */
export type ReplacementPart = Uint8Array | number

const groupSign = /\$(?:\$|(\d{1,2})|\{(\w+)\})/g

/**
 * Reads what stands in place of a match: `$1`, `${1}` and `${name}` are groups, `$0` is the whole match, `$$` a dollar
 * sign; everything else is text, which `bytesOf` makes bytes of. Throws `E_REWRITE_GROUP` for a group that is not there.
 */
export function splitReplacement(
  text: string,
  expression: RE2JS,
  bytesOf: (text: string) => Uint8Array,
): ReplacementPart[] {
  const parts: ReplacementPart[] = []
  let at = 0
  for (const match of text.matchAll(groupSign)) {
    if (match.index > at) parts.push(bytesOf(text.slice(at, match.index)))
    const group = match[1] ?? match[2]
    parts.push(group === undefined ? bytesOf('$') : groupNumber(group, expression))
    at = match.index + match[0].length
  }
  if (at < text.length) parts.push(bytesOf(text.slice(at)))
  return parts
}

function groupNumber(group: string, expression: RE2JS): number {
  const number = /^\d+$/.test(group) ? Number(group) : expression.namedGroups()[group]
  if (number === undefined || number > expression.groupCount()) {
    throw new SockwrightError('E_REWRITE_GROUP', { group })
  }
  return number
}
