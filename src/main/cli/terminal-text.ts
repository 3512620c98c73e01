import type { TextEncoding } from '../../shared/encoding/text-encoding'
import { escapedText } from '../../shared/payload/escaped-text'

/**
 * Received bytes as text that a terminal shows without obeying: as the window's log shows them, with control characters
 * and what is no character of `encoding` as escapes; only line breaks stay what they are.
 */
export function terminalText(content: Uint8Array, encoding: TextEncoding = 'utf-8'): string {
  return escapedText(content, false, encoding)
    .map(({ text, escaped }) => (escaped ? withLineBreaks(text) : text))
    .join('')
}

/** A backslash that was sent is doubled, so `\\n` here is always a line feed after what came before it. */
function withLineBreaks(escapes: string): string {
  return escapes.replace(/\\\\|\\r\\n|\\n/g, (escape) => (escape === '\\\\' ? escape : '\n'))
}
