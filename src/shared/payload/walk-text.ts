import { SockwrightError } from '../contract/errors'
import { faultAt } from './payload-compilation'
import type { VariableReader } from './variables/read-variable'
import type { EvaluateVariable } from './variables/variable-definition'

/**
 * Text payloads: text with escapes and variables.
 *
 * `\n \r \t \\` as in C; `\0` is the character 0 whatever follows (there are no octal escapes: `\012` is a zero and
 * the text `12`); `\xNN` is any one byte, whatever the encoding; `\u{H…}` is the character of a code point up to 10FFFF
 * that is not a surrogate; `\{{` is the text `{{`. Between the parentheses of a function `\(` and `\)` are lone
 * parentheses. Anything else after a backslash is an error. Line breaks that were typed are taken as typed.
 */
export type TextPiece = { readonly from: number; readonly to: number } & (
  | { readonly is: 'text' }
  | { readonly is: 'byte'; readonly byte: number }
  | { readonly is: 'escaped'; readonly text: string }
  | { readonly is: 'variable'; readonly evaluate: EvaluateVariable }
  | { readonly is: 'fault'; readonly fault: SockwrightError }
)

const simpleEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0', '\\': '\\' }

/** The next place where text is not taken as it is. With the `u` flag the class matches lone surrogates only. */
const special = /\\|\{\{|[\ud800-\udfff]/gu
const innerSpecial = /\\|\{\{|[\ud800-\udfff]|[()\n]/gu
const byteEscape = /\\x[0-9a-f]{2}/iy
const codePointEscape = /\\u\{([0-9a-f]{1,6})\}/iy
/** How much of a wrong escape is marked. */
const wrongEscape = /\\(?:x[0-9a-f]?|u(?:\{[0-9a-f]*\}?)?|[^])?/iuy

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** The escape that begins with the backslash at `at`; null where there is none. */
function readEscape(text: string, at: number, inner: boolean): TextPiece | null {
  const next = text.charAt(at + 1)
  const simple = Object.hasOwn(simpleEscapes, next) ? simpleEscapes[next] : undefined
  if (simple !== undefined) return { is: 'escaped', from: at, to: at + 2, text: simple }
  if (text.startsWith('{{', at + 1)) return { is: 'escaped', from: at, to: at + 3, text: '{{' }
  if (inner && (next === '(' || next === ')')) return { is: 'escaped', from: at, to: at + 2, text: next }
  if (matchAt(byteEscape, text, at)) {
    return { is: 'byte', from: at, to: at + 4, byte: Number.parseInt(text.slice(at + 2, at + 4), 16) }
  }
  const match = matchAt(codePointEscape, text, at)
  if (!match) return null
  const codePoint = Number.parseInt(match[1]!, 16)
  if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return null
  return { is: 'escaped', from: at, to: at + match[0].length, text: String.fromCodePoint(codePoint) }
}

function escapeFault(text: string, at: number): TextPiece {
  const escape = matchAt(wrongEscape, text, at)![0]
  const fault = new SockwrightError('E_ESCAPE', { ...faultAt(at, escape.length), escape })
  return { is: 'fault', from: at, to: at + escape.length, fault }
}

function surrogateFault(text: string, at: number): TextPiece {
  const character = `U+${text.charCodeAt(at).toString(16).toUpperCase()}`
  const details = { ...faultAt(at, 1), character, encoding: 'UTF-8' }
  return { is: 'fault', from: at, to: at + 1, fault: new SockwrightError('E_ENCODING', details) }
}

function readVariable(text: string, at: number, reader: VariableReader): TextPiece {
  const read = reader.read(text, at)
  const to = at + read.length
  if (read.ok) return { is: 'variable', from: at, to, evaluate: read.evaluate }
  return { is: 'fault', from: at, to, fault: read.fault }
}

/** The piece at a place that {@link special} found. */
function pieceAt(text: string, at: number, reader: VariableReader, inner: boolean): TextPiece {
  if (text.startsWith('{{', at)) return readVariable(text, at, reader)
  if (text.charAt(at) === '\\') return readEscape(text, at, inner) ?? escapeFault(text, at)
  return surrogateFault(text, at)
}

/** Walks over all of `text`; the walk goes on behind a fault. */
export function walkText(text: string, reader: VariableReader, visit: (piece: TextPiece) => void): void {
  let at = 0
  for (let match = matchAt(special, text, 0); match; match = matchAt(special, text, at)) {
    if (match.index > at) visit({ is: 'text', from: at, to: match.index })
    const piece = pieceAt(text, match.index, reader, false)
    visit(piece)
    at = piece.to
  }
  if (at < text.length) visit({ is: 'text', from: at, to: text.length })
}

/**
 * Walks over text between the parentheses of a function, from behind the opening one; returns the place of the closing
 * one. Parentheses inside may stand in pairs. Throws the first fault, and `E_VARIABLE` where it does not end on its
 * line.
 */
export function walkInnerText(
  text: string,
  from: number,
  reader: VariableReader,
  visit: (piece: TextPiece) => void,
): number {
  let at = from
  let open = 0
  let plainFrom = from
  for (let match = matchAt(innerSpecial, text, at); match; match = matchAt(innerSpecial, text, at)) {
    const found = match[0]
    if (found === '\n') break
    if (found === '(' || (found === ')' && open > 0)) {
      open += found === '(' ? 1 : -1
      at = match.index + 1
      continue
    }
    if (match.index > plainFrom) visit({ is: 'text', from: plainFrom, to: match.index })
    if (found === ')') return match.index
    const piece = pieceAt(text, match.index, reader, true)
    if (piece.is === 'fault') throw piece.fault
    visit(piece)
    at = piece.to
    plainFrom = at
  }
  throw new SockwrightError('E_VARIABLE', { ...faultAt(from - 1, 1) })
}
