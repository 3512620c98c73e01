import { RE2JS } from 're2js'
import { SockwrightError } from '../contract/errors'
import { hexBytes } from '../filter/filter-hex'
import { HexPattern } from '../filter/hex-pattern'
import { checkRegex, regexFlags, regexReach, withoutLineEnd } from '../filter/regex-pattern'
import type { TextEncoding } from '../encoding/text-encoding'
import type { PayloadMatch } from '../payload/payload-context'
import { payloadTemplate } from '../payload/payload-template'
import { ByteFinder } from './byte-finder'
import type { MessageMatch, MessageMatcher } from './message-match'

/**
 * Makes a match ready. Throws `E_MATCH` with the place where a hex pattern or regular expression is wrong,
 * `E_MATCH_EMPTY` for one that would match everything, `E_MATCH_VARIABLE` for a text with variables, and the failures
 * of payload text (`E_ESCAPE` …).
 */
export function compileMatch(match: MessageMatch, encoding: TextEncoding = 'utf-8'): MessageMatcher {
  switch (match.by) {
    case 'any':
      return { groups: wholeOnly, match: wholeMessage }
    case 'exact':
    case 'contains':
    case 'starts':
    case 'ends':
      return textMatcher(match.by, textBytes(match.text, encoding))
    case 'hex':
      return hexMatcher(match.hex)
    case 'regex':
      return regexMatcher(match.pattern, match.flags)
  }
}

const wholeOnly: ReadonlySet<string> = new Set(['0'])

function wholeMessage(message: Uint8Array): PayloadMatch {
  return { numbered: [message], named: {} }
}

function textBytes(text: string, encoding: TextEncoding): Uint8Array {
  const { constant } = payloadTemplate({ form: 'text', text, lineEnding: 'none' }, { encoding })
  if (!constant) throw new SockwrightError('E_MATCH_VARIABLE')
  if (constant.length === 0) throw new SockwrightError('E_MATCH_EMPTY')
  return constant
}

function textMatcher(by: 'exact' | 'contains' | 'starts' | 'ends', wanted: Uint8Array): MessageMatcher {
  const found: PayloadMatch = { numbered: [wanted], named: {} }
  const isMeant = textTest(by, wanted)
  return { groups: wholeOnly, match: (message) => (isMeant(message) ? found : null) }
}

function textTest(by: 'exact' | 'contains' | 'starts' | 'ends', wanted: Uint8Array) {
  const { length } = wanted
  if (by === 'exact') {
    return atEitherEnd((message) => message.length === length && standsAt(message, wanted, 0))
  }
  if (by === 'starts') return (message: Uint8Array) => standsAt(message, wanted, 0)
  if (by === 'ends') return atEitherEnd((message) => standsAt(message, wanted, message.length - length))
  const finder = new ByteFinder(wanted)
  return (message: Uint8Array) => finder.occursIn(message)
}

/** Messages framed by lines keep their line break, and people seldom mean it. */
function atEitherEnd(isMeant: (message: Uint8Array) => boolean) {
  return (message: Uint8Array) => isMeant(message) || (endsLine(message) && isMeant(withoutLineEnd(message)))
}

function endsLine(message: Uint8Array): boolean {
  return message[message.length - 1] === 10
}

function standsAt(message: Uint8Array, wanted: Uint8Array, at: number): boolean {
  if (at < 0 || at + wanted.length > message.length) return false
  for (let index = 0; index < wanted.length; index += 1) {
    if (message[at + index] !== wanted[index]) return false
  }
  return true
}

/** A whole message in hex, `?` for any digit. */
function hexMatcher(hex: string): MessageMatcher {
  const pattern = new HexPattern(inPattern(() => hexBytes(hex, 0, hex)))
  return {
    groups: wholeOnly,
    match(message) {
      const isMeant = message.length === pattern.longest && pattern.endOfMatch(message, 0, message.length) > 0
      return isMeant ? wholeMessage(message) : null
    },
  }
}

function regexMatcher(pattern: string, flags: string): MessageMatcher {
  if (pattern === '') throw new SockwrightError('E_MATCH_EMPTY')
  inPattern(() => checkRegex(pattern, 0, pattern, flags))
  const mask = [...flags].reduce((sum, flag) => sum | regexFlags[flag]!, 0)
  const expression = RE2JS.compile(pattern, mask)
  const asksForEnd = pattern.includes('$')
  const numbers = Array.from({ length: expression.groupCount() + 1 }, (_, number) => String(number))
  return {
    groups: new Set([...numbers, ...Object.keys(expression.namedGroups())]),
    match(message) {
      const reached = message.length > regexReach ? message.subarray(0, regexReach) : message
      const found = groupsIn(expression, reached)
      return found ?? (asksForEnd && endsLine(reached) ? groupsIn(expression, withoutLineEnd(reached)) : null)
    },
  }
}

function groupsIn(expression: RE2JS, message: Uint8Array): PayloadMatch | null {
  // Groups cost several times as much as the question whether there is a match at all.
  if (!expression.test(message)) return null
  const matcher = expression.matcher(message)
  if (!matcher.find()) return null
  const group = (number: number) => {
    const start = matcher.start(number)
    return start < 0 ? null : message.subarray(start, matcher.end(number))
  }
  const names = Object.entries(expression.namedGroups())
  return {
    numbered: Array.from({ length: matcher.groupCount() + 1 }, (_, number) => group(number)),
    named: Object.fromEntries(names.map(([name, number]) => [name, group(number)])),
  }
}

/** Runs what reports with `E_FILTER`, whose words fit, and names it for what it is here. */
function inPattern<T>(read: () => T): T {
  try {
    return read()
  } catch (thrown) {
    if (thrown instanceof SockwrightError && thrown.code === 'E_FILTER')
      throw new SockwrightError('E_MATCH', thrown.details, { cause: thrown })
    throw thrown
  }
}
