import { RE2JS } from 're2js'
import { SockwrightError } from '../contract/errors'
import { parseHex } from '../filter/filter-hex'
import { HexPattern } from '../filter/hex-pattern'
import { checkRegex, regexFlags, regexReach, withoutLineEnd } from '../filter/regex-pattern'
import { compileText } from '../payload/text-payload'
import { ByteFinder } from './byte-finder'
import type { MatchGroups, MessageMatch, MessageMatcher } from './message-match'

/**
 * Makes a match ready. Throws `E_MATCH` with the place where a hex pattern or regular expression is wrong,
 * `E_MATCH_EMPTY` for one that would match nothing or everything, and the failures of payload text (`E_ESCAPE` …).
 */
export function compileMatch(match: MessageMatch): MessageMatcher {
  switch (match.by) {
    case 'any':
      return { match: wholeMessage }
    case 'exact':
    case 'contains':
    case 'starts':
    case 'ends':
      return textMatcher(match.by, textBytes(match.text))
    case 'hex':
      return hexMatcher(match.hex)
    case 'regex':
      return regexMatcher(match.pattern, match.flags)
  }
}

function wholeMessage(message: Uint8Array): MatchGroups {
  return { numbered: [message], named: {} }
}

function textBytes(text: string): Uint8Array {
  const compiled = compileText(text, 'none')
  if (!compiled.ok) throw SockwrightError.from(compiled.failure)
  if (compiled.bytes.length === 0) throw new SockwrightError('E_MATCH_EMPTY')
  return compiled.bytes
}

function textMatcher(by: 'exact' | 'contains' | 'starts' | 'ends', wanted: Uint8Array): MessageMatcher {
  const found: MatchGroups = { numbered: [wanted], named: {} }
  const isMeant = textTest(by, wanted)
  return { match: (message) => (isMeant(message) ? found : null) }
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
  const pattern = new HexPattern(hexBytes(hex))
  return {
    match(message) {
      const isMeant = message.length === pattern.longest && pattern.endOfMatch(message, 0, message.length) > 0
      return isMeant ? wholeMessage(message) : null
    },
  }
}

function hexBytes(hex: string) {
  const term = inPattern(() =>
    parseHex(hex, { start: 0, end: hex.length, word: hex, bytes: new Uint8Array(0), quoted: false }),
  )
  return term.is === 'hex' ? term.bytes : []
}

function regexMatcher(pattern: string, flags: string): MessageMatcher {
  if (pattern === '') throw new SockwrightError('E_MATCH_EMPTY')
  inPattern(() => checkRegex(pattern, 0, pattern, flags))
  const mask = [...flags].reduce((sum, flag) => sum | regexFlags[flag]!, 0)
  const expression = RE2JS.compile(pattern, mask)
  const asksForEnd = pattern.includes('$')
  return {
    match(message) {
      const reached = message.length > regexReach ? message.subarray(0, regexReach) : message
      const found = groupsIn(expression, reached)
      return found ?? (asksForEnd && endsLine(reached) ? groupsIn(expression, withoutLineEnd(reached)) : null)
    },
  }
}

function groupsIn(expression: RE2JS, message: Uint8Array): MatchGroups | null {
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
