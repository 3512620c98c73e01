import { RE2JS, RE2JSSyntaxException } from 're2js'
import { asUtf8 } from '../encoding/as-utf8'
import type { TextEncoding } from '../encoding/text-encoding'
import { filterError, type FilterProblem } from './filter-problem'

/** Flags a regular expression may have: ignore case, `^` and `$` at lines, `.` takes line breaks too. */
export const regexFlags: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
}

/** Bytes at the beginning of a message that a regular expression looks at: what bounds the time of one decision. */
export const regexReach = 1024 * 1024

/**
 * A regular expression over bytes, read as text of an encoding; what is no character counts as U+FFFD. Time is linear in the length
 * of the message (Cox, "Regular Expression Matching in the Wild", 2010). `$` also stands before a line break (LF or
 * CR LF) that ends the message, since messages framed by lines keep theirs.
 */
export class RegexPattern {
  private readonly expression: RE2JS
  private readonly asksForEnd: boolean

  /** `source` and `flags` must have passed {@link checkRegex}. */
  constructor(
    source: string,
    flags: string,
    private readonly encoding: TextEncoding = 'utf-8',
  ) {
    this.expression = compile(source, flags)
    this.asksForEnd = source.includes('$')
  }

  occursIn(bytes: Uint8Array): boolean {
    const reached = asUtf8(reachedOf(bytes), this.encoding).bytes
    if (this.expression.test(reached)) return true
    const trimmed = this.asksForEnd ? withoutLineEnd(reached) : reached
    return trimmed !== reached && this.expression.test(trimmed)
  }

  /** All matches that have bytes, in order. */
  matchesIn(bytes: Uint8Array): { from: number; to: number }[] {
    const { bytes: reached, origins } = asUtf8(reachedOf(bytes), this.encoding)
    const whole = this.ranges(reached)
    const found = whole.length === 0 && this.asksForEnd ? this.ranges(withoutLineEnd(reached)) : whole
    return origins ? found.map(({ from, to }) => ({ from: origins[from]!, to: origins[to]! })) : found
  }

  private ranges(bytes: Uint8Array): { from: number; to: number }[] {
    const matcher = this.expression.matcher(bytes)
    const found = []
    while (matcher.find()) {
      const range = { from: matcher.start(), to: matcher.end() }
      if (range.to > range.from) found.push(range)
    }
    return found
  }
}

function compile(source: string, flags: string): RE2JS {
  return RE2JS.compile(
    source,
    [...flags].reduce((sum, flag) => sum | regexFlags[flag]!, 0),
  )
}

function reachedOf(bytes: Uint8Array): Uint8Array {
  return bytes.length > regexReach ? bytes.subarray(0, regexReach) : bytes
}

/** `bytes` without the LF or CR LF at their end. */
export function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  const { length } = bytes
  if (bytes[length - 1] !== 10) return bytes
  return bytes.subarray(0, bytes[length - 2] === 13 ? length - 2 : length - 1)
}

/** Constructs that need a search without bounds; each is refused by name where it stands. */
const refused: readonly { readonly problem: FilterProblem; readonly sign: RegExp }[] = [
  { problem: 'regex-look-around', sign: /^\(\?<?[=!]/ },
  { problem: 'regex-back-reference', sign: /^(\\[1-9]\d*|\\k|\(\?P=)/ },
]

/** Throws `E_FILTER` where the expression `pattern`, which stands at `start` in `source`, is none that can be run. */
export function checkRegex(source: string, start: number, pattern: string, flags: string): void {
  try {
    compile(pattern, flags)
  } catch (thrown) {
    const at = refusedAt(pattern)
    if (at) throw filterError(at.problem, source, start + at.from, start + at.to)
    if (!(thrown instanceof RE2JSSyntaxException)) {
      throw filterError('regex-wrong', source, start, start + pattern.length, String(thrown))
    }
    const { error, input } = thrown as unknown as { readonly error: string; readonly input: string | null }
    const from = input ? Math.max(0, pattern.indexOf(input)) : 0
    const to = input && pattern.includes(input) ? from + input.length : pattern.length
    throw filterError('regex-wrong', source, start + from, start + to, error)
  }
}

function refusedAt(pattern: string): { problem: FilterProblem; from: number; to: number } | null {
  let inClass = false
  for (let at = 0; at < pattern.length; at += 1) {
    for (const { problem, sign } of inClass ? [] : refused) {
      const found = sign.exec(pattern.slice(at, at + 12))
      if (found) return { problem, from: at, to: at + found[0].length }
    }
    const character = pattern[at]!
    if (character === '\\') at += 1
    else if (character === '[') inClass = true
    else if (character === ']') inClass = false
  }
  return null
}
