import type { TimelineLane } from '../../shared/contract/engine/timeline-calls'
import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { EscapedPieces } from '../../shared/payload/escaped-pieces'
import type { DiagramWords } from '../../shared/timeline/diagram/place-step'
import { laneSides } from '../../shared/timeline/diagram/draw-head'
import { language } from '../language/use-language'

/** Characters of a message that an arrow has room for at most. */
const previewCharacters = 48

/** What the words of a diagram depend on, in the language of the window. */
export function diagramWords(lanes: readonly TimelineLane[], encoding: TextEncoding): DiagramWords {
  return {
    lanes,
    sides: laneSides(lanes),
    language: language.value,
    preview: (data) => previewOf(data, encoding),
  }
}

/** How a message begins, on one line. */
function previewOf(data: Uint8Array, encoding: TextEncoding): string {
  const text = new EscapedPieces(encoding).add(data, true)
  return text.length > previewCharacters ? `“${text.slice(0, previewCharacters)}…”` : `“${text}”`
}
