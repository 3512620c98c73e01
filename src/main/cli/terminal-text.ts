import { escapedString } from '../../shared/payload/escaped-text'

const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * Received bytes as text that a terminal shows without obeying: as the window's log shows them, with control characters
 * and what is not UTF-8 as escapes; only line breaks stay what they are.
 */
export function terminalText(content: Uint8Array): string {
  let text = ''
  for (let start = 0; start < content.length;) {
    const found = content.indexOf(lineFeed, start)
    const next = found < 0 ? content.length : found
    const end = found > start && content[found - 1] === carriageReturn ? found - 1 : next
    text += escapedString(content.subarray(start, end)) + (found < 0 ? '' : '\n')
    start = next + 1
  }
  return text
}
