/** `= { … }` of C, Go, Java and C#, perhaps with what `xxd -i` writes behind it. */
const inBraces = /^[^{}]*(?:=\s*)?\{([^{}]*)\}\s*;?\s*(?:\/\*.*\*\/\s*|unsigned int \w+ = \d+;\s*)?$/s
/** `&[ … ]` and `vec![ … ]` of Rust, `new Uint8Array([ … ])` and `Buffer.from([ … ])` of JavaScript, `bytes([ … ])` of Python. */
const inBrackets =
  /^(?:(?:let|const|static|var)\s[^={}]*=\s*|\w+\s*=\s*)?(&(?:mut\s+)?|vec!|(?:new\s+Uint8Array|Buffer\.from|bytes|bytearray)\s*\()?\s*\[([^[\]{}]*)\]\s*\)?\s*;?$/
const comments = /\/\*.*?\*\/|\/\/[^\n]*/gs
const item = /^(?:\(byte\)\s*)?(?:(0x[0-9a-f]{1,2}|\d{1,3})(?:u8)?|b?'([^'\\])')$/i

function valueOf(text: string): number {
  const [, number, character] = item.exec(text) ?? []
  if (number !== undefined) return Number(number)
  return character?.charCodeAt(0) ?? NaN
}

/** What stands between the brackets; null where the text is more likely a list of numbers. */
function contentOf(text: string): string | null {
  const braces = inBraces.exec(text)
  if (braces) return braces[1]!
  const brackets = inBrackets.exec(text)
  if (!brackets) return null
  const isOfBytes = brackets[1] !== undefined || /0x|u8|b'/i.test(text)
  return isOfBytes ? brackets[2]! : null
}

/** The bytes of one array as a program has it; null for anything else, and where a value is no byte. */
export function readByteArray(text: string): Uint8Array | null {
  const items = contentOf(text)
    ?.replace(comments, '')
    .split(',')
    .map((one) => one.trim())
  if (items?.at(-1) === '') items.pop()
  if (!items || items.length === 0) return null
  const values = items.map(valueOf)
  return values.every((value) => value <= 255) ? Uint8Array.from(values) : null
}
