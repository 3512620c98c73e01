import type { TextEncoding } from '../encoding/text-encoding'
import type { FilterNode } from './filter-node'
import type { FilterPattern } from './filter-pattern'
import { HexPattern } from './hex-pattern'
import { parseFilter } from './parse-filter'
import { RegexPattern } from './regex-pattern'
import { TextPattern } from './text-pattern'

/** Values with a sign of their own; everything else is a text as it stands, spaces included. */
const signed = /^(hex:|text:|\/.+\/[a-z]*$)/i

/**
 * What is looked for in a stream: `hex:0a??0d`, `text:"…"`, `/expression/i`, or any text, whose case is ignored. In an
 * expression `^` and `$` stand at line breaks. Throws `E_FILTER` where a value with a sign is wrong.
 */
export function streamPattern(text: string, encoding: TextEncoding): FilterPattern {
  const node = signed.test(text) ? parseFilter(text) : null
  return (node && patternOf(node, encoding)) ?? new TextPattern(new TextEncoder().encode(text), encoding)
}

/** Null where the filter asks for more than one thing: then it was meant as a text. */
function patternOf(node: FilterNode, encoding: TextEncoding): FilterPattern | null {
  switch (node.is) {
    case 'hex':
      return new HexPattern(node.bytes)
    case 'text':
      return new TextPattern(node.bytes, encoding, node.given)
    case 'regex':
      return new RegexPattern(node.pattern, [...new Set(`${node.flags}m`)].join(''), encoding)
    default:
      return null
  }
}
