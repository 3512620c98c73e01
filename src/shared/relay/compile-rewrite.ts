import { RE2JS } from 're2js'
import { SockwrightError, toFailure } from '../contract/errors'
import type { TextEncoding } from '../encoding/text-encoding'
import { hexBytes } from '../filter/filter-hex'
import { HexPattern } from '../filter/hex-pattern'
import { checkRegex, regexFlags, regexReach } from '../filter/regex-pattern'
import { payloadTemplate } from '../payload/payload-template'
import { ByteFinder } from '../rules/byte-finder'
import { splitReplacement, type ReplacementPart } from './replacement-text'
import type { Replacement, Rewrite } from './rewrite'

/** A stretch of a message and what stands in its place. */
interface Found {
  readonly from: number
  readonly to: number
  readonly by: Uint8Array
}

/** Finds what is to be replaced, in order and without overlap. */
type FindAll = (message: Uint8Array) => readonly Found[]

/** A rewriting ready for work. */
export interface CompiledRewrite {
  readonly rewrite: Rewrite
  /** The message as it becomes; null where it has nothing that is looked for. */
  apply(message: Uint8Array): Uint8Array | null
}

/**
 * Makes a rewriting ready, on or off. Throws `E_MATCH` (with the place) and `E_MATCH_EMPTY` for what is looked for,
 * `E_MATCH_VARIABLE` and the failures of payload text (`E_ESCAPE`, `E_HEX_ODD` …) for either text. The details name
 * `rewrite`, `rewriteName` and `part`: `find` or `replace`.
 */
export function compileRewrite(rewrite: Rewrite, encoding: TextEncoding): CompiledRewrite {
  const findAll = finder(rewrite, encoding)
  return {
    rewrite,
    apply(message) {
      const found = findAll(message)
      return found.length === 0 ? null : replaced(message, found)
    },
  }
}

function finder(rewrite: Rewrite, encoding: TextEncoding): FindAll {
  const { replacement } = rewrite
  const part = <T>(name: 'find' | 'replace', read: () => T) => inPart(rewrite, name, read)
  switch (replacement.by) {
    case 'text': {
      const wanted = part('find', () => soughtText(replacement.find, encoding))
      const by = part('replace', () => textBytes(replacement.replace, encoding))
      const plain = new ByteFinder(wanted)
      return (message) => plainFinds(message, plain, wanted.length, by)
    }
    case 'hex': {
      const pattern = part('find', () => new HexPattern(hexBytes(replacement.find, 0, replacement.find)))
      const by = part('replace', () => hexText(replacement.replace))
      return (message) => patternFinds(message, pattern, by)
    }
    case 'regex': {
      const expression = part('find', () => regex(replacement))
      const parts = part('replace', () =>
        splitReplacement(replacement.replace, expression, (text) => textBytes(text, encoding)),
      )
      return (message) => regexFinds(message, expression, parts)
    }
  }
}

function soughtText(text: string, encoding: TextEncoding): Uint8Array {
  if (text === '') throw new SockwrightError('E_MATCH_EMPTY')
  return textBytes(text, encoding)
}

function textBytes(text: string, encoding: TextEncoding): Uint8Array {
  if (text === '') return new Uint8Array()
  const { constant } = payloadTemplate({ form: 'text', text, lineEnding: 'none' }, { encoding })
  if (!constant) throw new SockwrightError('E_MATCH_VARIABLE')
  return constant
}

function hexText(hex: string): Uint8Array {
  if (hex.trim() === '') return new Uint8Array()
  const { constant } = payloadTemplate({ form: 'hex', hex }, { encoding: 'utf-8' })
  if (!constant) throw new SockwrightError('E_MATCH_VARIABLE')
  return constant
}

function regex({ find, flags }: Extract<Replacement, { by: 'regex' }>): RE2JS {
  if (find === '') throw new SockwrightError('E_MATCH_EMPTY')
  checkRegex(find, 0, find, flags)
  return RE2JS.compile(
    find,
    [...flags].reduce((sum, flag) => sum | regexFlags[flag]!, 0),
  )
}

function plainFinds(message: Uint8Array, plain: ByteFinder, length: number, by: Uint8Array): Found[] {
  const found: Found[] = []
  for (let from = plain.find(message, 0); from >= 0; from = plain.find(message, from + length)) {
    found.push({ from, to: from + length, by })
  }
  return found
}

function patternFinds(message: Uint8Array, pattern: HexPattern, by: Uint8Array): Found[] {
  const found: Found[] = []
  for (let at = 0; at + pattern.longest <= message.length;) {
    const to = pattern.endOfMatch(message, at, message.length)
    if (to > 0) found.push({ from: at, to, by })
    at = to > 0 ? to : at + 1
  }
  return found
}

/** Of a longer message only the first MiB is looked at. */
function regexFinds(message: Uint8Array, expression: RE2JS, parts: readonly ReplacementPart[]): Found[] {
  const reached = message.length > regexReach ? message.subarray(0, regexReach) : message
  // The question whether there is a match at all costs a fraction of where it is.
  if (!expression.test(reached)) return []
  const matcher = expression.matcher(reached)
  const found: Found[] = []
  while (matcher.find()) {
    const pieces = parts.map((part) => {
      if (typeof part !== 'number') return part
      const from = matcher.start(part)
      return from < 0 ? new Uint8Array() : reached.subarray(from, matcher.end(part))
    })
    found.push({ from: matcher.start(), to: matcher.end(), by: joined(pieces) })
  }
  return found
}

function replaced(message: Uint8Array, found: readonly Found[]): Uint8Array {
  const pieces: Uint8Array[] = []
  let at = 0
  for (const { from, to, by } of found) {
    pieces.push(message.subarray(at, from), by)
    at = to
  }
  pieces.push(message.subarray(at))
  return joined(pieces)
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

function inPart<T>({ id, name }: Rewrite, part: 'find' | 'replace', read: () => T): T {
  try {
    return read()
  } catch (thrown) {
    const { code, details } = toFailure(thrown)
    const named = code === 'E_FILTER' ? 'E_MATCH' : code
    throw new SockwrightError(named, { ...details, rewrite: id, rewriteName: name, part }, { cause: thrown })
  }
}
