/** A place in a text: lines and columns from 1. */
export interface TextPlace {
  readonly line: number
  readonly column: number
}

/** Comments, strings and templates, in which words mean nothing. */
const withoutMeaning =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g
const loopOrBrace = /\b(?:while|for|do)\b|[{}]/g

/**
 * Where the loop begins that a script was stopped in. The machine knows the place of the last call or property it
 * came by, which lies before a loop that has none: `passed`. Null where no loop follows in the same function; at the
 * top level (`isTop`) loops inside functions are not meant.
 */
export function loopBehind(source: string, passed: TextPlace, isTop: boolean): TextPlace | null {
  const text = source.replace(withoutMeaning, (part) => part.replace(/[^\n]/g, ' '))
  const from = offsetOf(text, passed)
  let depth = 0
  for (const { 0: word, index } of text.matchAll(loopOrBrace)) {
    if (word === '{') depth++
    else if (word === '}') {
      depth--
      if (index > from && depth <= 0 && !isTop) return null
    } else if (index >= from && (!isTop || depth === 0)) return placeOf(text, index)
  }
  return null
}

function offsetOf(text: string, { line, column }: TextPlace): number {
  let start = 0
  for (let left = line - 1; left > 0; left--) {
    const end = text.indexOf('\n', start)
    if (end < 0) break
    start = end + 1
  }
  return start + column - 1
}

export function placeOf(text: string, index: number): TextPlace {
  const before = text.slice(0, index).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
