import { SockwrightError } from '../contract/errors'
import { lineEndings, type LineEnding } from './payload'
import { faultAt, type PayloadCompilation, type PayloadToken } from './payload-compilation'

/**
 * Text payloads: UTF-8 with escapes.
 *
 * `\n \r \t \\` as in C; `\0` is the byte 0 whatever follows (there are no octal escapes: `\012` is a zero byte and the
 * text `12`); `\xNN` is any one byte; `\u{H…}` is the UTF-8 of a code point up to 10FFFF that is not a surrogate;
 * `\{{` is the text `{{`, because a bare `{{` is reserved for variables. Anything else after a backslash is an error.
 * Line breaks that were typed are taken as typed.
 */
const simpleEscapes: Readonly<Record<string, number>> = {
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  '0': 0x00,
  '\\': 0x5c,
}

/** The next place where text is not taken as it is. With the `u` flag the class matches lone surrogates only. */
const special = /\\|\{\{|[\ud800-\udfff]/gu
const byteEscape = /\\x[0-9a-f]{2}/iy
const codePointEscape = /\\u\{([0-9a-f]{1,6})\}/iy
/** How much of a wrong escape is marked. */
const wrongEscape = /\\(?:x[0-9a-f]?|u(?:\{[0-9a-f]*\}?)?|[^])?/iuy

type Escape = { readonly length: number } & ({ readonly byte: number } | { readonly text: string })

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** The escape that begins with the backslash at `at`; null where there is none. */
function readEscape(text: string, at: number): Escape | null {
  const simple = simpleEscapes[text.charAt(at + 1)]
  if (simple !== undefined) return { length: 2, byte: simple }
  if (text.startsWith('{{', at + 1)) return { length: 3, text: '{{' }
  if (matchAt(byteEscape, text, at)) {
    return { length: 4, byte: Number.parseInt(text.slice(at + 2, at + 4), 16) }
  }
  const match = matchAt(codePointEscape, text, at)
  if (!match) return null
  const codePoint = Number.parseInt(match[1]!, 16)
  if (codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return null
  return { length: match[0].length, text: String.fromCodePoint(codePoint) }
}

/** What is wrong at `at`, a place {@link special} found and {@link readEscape} did not take. */
function faultIn(text: string, at: number): SockwrightError {
  if (text.startsWith('{{', at)) return new SockwrightError('E_VARIABLE', { ...faultAt(at, 2) })
  if (text.charAt(at) === '\\') {
    const escape = matchAt(wrongEscape, text, at)![0]
    return new SockwrightError('E_ESCAPE', { ...faultAt(at, escape.length), escape })
  }
  const character = `U+${text.charCodeAt(at).toString(16).toUpperCase()}`
  return new SockwrightError('E_ENCODING', { ...faultAt(at, 1), character, encoding: 'UTF-8' })
}

const encoder = new TextEncoder()

/** Compiles `text` and appends `lineEnding`. Fails with `E_ESCAPE`, `E_VARIABLE` or `E_ENCODING`. */
export function compileText(text: string, lineEnding: LineEnding): PayloadCompilation {
  const ending = lineEndings[lineEnding]
  // A UTF-16 unit becomes at most three bytes; no escape becomes more than it has characters.
  const bytes = new Uint8Array(text.length * 3 + ending.length)
  let length = 0
  const append = (plain: string) => {
    length += encoder.encodeInto(plain, bytes.subarray(length)).written
  }
  let at = 0
  for (let match = matchAt(special, text, 0); match; match = matchAt(special, text, at)) {
    append(text.slice(at, match.index))
    const escape = match[0] === '\\' ? readEscape(text, match.index) : null
    if (!escape) return { ok: false, failure: faultIn(text, match.index).toFailure() }
    if ('byte' in escape) bytes[length++] = escape.byte
    else append(escape.text)
    at = match.index + escape.length
  }
  append(text.slice(at))
  append(ending)
  return { ok: true, bytes: bytes.slice(0, length) }
}

/** Escapes and faults in `text`, in order, for colouring. All faults are there, not just the first. */
export function textTokens(text: string): PayloadToken[] {
  const tokens: PayloadToken[] = []
  let at = 0
  for (let match = matchAt(special, text, 0); match; match = matchAt(special, text, at)) {
    const from = match.index
    const escape = match[0] === '\\' ? readEscape(text, from) : null
    at = from + (escape?.length ?? (faultIn(text, from).details['length'] as number))
    tokens.push({ from, to: at, type: escape ? 'escape' : 'fault' })
  }
  return tokens
}
