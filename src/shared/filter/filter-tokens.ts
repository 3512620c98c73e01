import { filterError } from './filter-problem'

/** A piece of a filter; `start` and `end` are 0-based positions in UTF-16 units. */
export interface FilterToken {
  readonly is: 'open' | 'close' | 'and' | 'or' | 'not' | 'value' | 'term' | 'regex' | 'end'
  readonly start: number
  readonly end: number
  /** `term`: its name in lower case; `regex`: its flags. */
  readonly name: string
  /** `value` and `term`: what the value says; bytes where it is a text. `regex`: what stands between the slashes. */
  readonly value: FilterValue | null
}

/**
 * A value with its place; `bytes` are those of the word or of the quoted string with its escapes resolved, in UTF-8.
 * `given` are the positions of those that were given by number, from `\\x80` on: below, a number is an ASCII character.
 */
export interface FilterValue {
  readonly start: number
  readonly end: number
  readonly word: string
  readonly bytes: Uint8Array
  readonly given?: readonly number[]
  readonly quoted: boolean
}

const wordEnd = /[\s()"]/
const termName = /^([A-Za-z][A-Za-z0-9_]*):/
const simpleEscapes: Readonly<Record<string, number>> = { '"': 0x22, '\\': 0x5c, n: 10, r: 13, t: 9 }
const encoder = new TextEncoder()

/** Splits a filter into tokens; the last one is `end`. Throws `E_FILTER`. */
export function filterTokens(source: string): FilterToken[] {
  const tokens: FilterToken[] = []
  let at = 0
  for (;;) {
    while (at < source.length && /\s/.test(source[at]!)) at += 1
    const token = at < source.length ? tokenAt(source, at) : plain('end', at, at)
    tokens.push(token)
    if (token.is === 'end') return tokens
    at = token.end
  }
}

function tokenAt(source: string, at: number): FilterToken {
  const character = source[at]!
  if (character === '(') return plain('open', at, at + 1)
  if (character === ')') return plain('close', at, at + 1)
  if (character === '-') return plain('not', at, at + 1)
  if (character === '/') return regexAt(source, at)
  if (character === '"') return valueToken(quotedAt(source, at))
  const word = wordAt(source, at)
  const keyword = word.word.toLowerCase()
  if (keyword === 'and' || keyword === 'or' || keyword === 'not') return plain(keyword, at, word.end)
  const named = termName.exec(word.word)
  return named ? termToken(source, at, named[1]!) : valueToken(word)
}

function termToken(source: string, at: number, name: string): FilterToken {
  const valueStart = at + name.length + 1
  const next = source[valueStart]
  const value = next === '"' ? quotedAt(source, valueStart) : wordAt(source, valueStart)
  return { is: 'term', start: at, end: value.end, name: name.toLowerCase(), value }
}

/** `/…/flags`; a slash inside is written `\\/`. */
function regexAt(source: string, start: number): FilterToken {
  let close = start + 1
  while (close < source.length && source[close] !== '/') close += source[close] === '\\' ? 2 : 1
  if (close >= source.length) throw filterError('regex-open', source, start, start + 1)
  const flags = wordAt(source, close + 1)
  const word = source.slice(start + 1, close)
  const value = { start: start + 1, end: close, word, bytes: encoder.encode(word), quoted: false }
  return { is: 'regex', start, end: flags.end, name: flags.word, value }
}

function plain(is: FilterToken['is'], start: number, end: number): FilterToken {
  return { is, start, end, name: '', value: null }
}

function valueToken(value: FilterValue): FilterToken {
  return { is: 'value', start: value.start, end: value.end, name: '', value }
}

function wordAt(source: string, start: number): FilterValue {
  let end = start
  while (end < source.length && !wordEnd.test(source[end]!)) end += 1
  const word = source.slice(start, end)
  return { start, end, word, bytes: encoder.encode(word), quoted: false }
}

function quotedAt(source: string, start: number): FilterValue {
  const parts: Uint8Array[] = []
  const given: number[] = []
  let length = 0
  const add = (bytes: Uint8Array) => {
    parts.push(bytes)
    length += bytes.length
  }
  let at = start + 1
  let plainFrom = at
  while (at < source.length && source[at] !== '"') {
    if (source[at] !== '\\') {
      at += 1
      continue
    }
    const escape = escapeAt(source, at)
    add(encoder.encode(source.slice(plainFrom, at)))
    if (escape.byte > 0x7f) given.push(length)
    add(Uint8Array.of(escape.byte))
    at = escape.end
    plainFrom = at
  }
  if (at >= source.length) throw filterError('quote-open', source, start, start + 1)
  add(encoder.encode(source.slice(plainFrom, at)))
  const word = source.slice(start + 1, at)
  return { start, end: at + 1, word, bytes: joined(parts), given, quoted: true }
}

function escapeAt(source: string, at: number): { byte: number; end: number } {
  const character = source[at + 1] ?? ''
  const simple = Object.hasOwn(simpleEscapes, character) ? simpleEscapes[character] : undefined
  if (simple !== undefined) return { byte: simple, end: at + 2 }
  const digits = source.slice(at + 2, at + 4)
  if (character === 'x' && /^[0-9a-fA-F]{2}$/.test(digits)) {
    return { byte: Number.parseInt(digits, 16), end: at + 4 }
  }
  const end = Math.min(source.length, at + (character === 'x' ? 4 : 2))
  throw filterError('escape-unknown', source, at, end)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
