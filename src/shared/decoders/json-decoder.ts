import { decodeLimits, type DecodedField, type Decoder, type FieldRemark } from './decoder'
import { fieldText } from './field-text'

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const numberCharacters = new Set(Array.from('+-.0123456789eE', (character) => character.charCodeAt(0)))
const escapable = new Set(Array.from('"\\/bfnrtu', (character) => character.charCodeAt(0)))
const literals = ['true', 'false', 'null']

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}

/** Reads values of RFC 8259 and keeps what it has when it has to stop. */
class JsonReader {
  at = 0
  stopped: FieldRemark | null = null
  #fields = 0

  constructor(readonly bytes: Uint8Array) {}

  get ended(): boolean {
    return this.at >= this.bytes.length
  }

  skipSpace(): void {
    while (isSpace(this.bytes[this.at])) this.at++
  }

  /** The value here under `name`; `from` is where its name begins. */
  value(name: string, from: number, depth: number): DecodedField | null {
    if (++this.#fields > decodeLimits.fields || depth > decodeLimits.depth) this.stopped = 'limit'
    if (this.ended) this.stopped ??= 'cut'
    if (this.stopped) return null
    const first = this.bytes[this.at]!
    if (first === openBrace || first === openBracket) return this.#container(name, from, depth, first)
    const begin = this.at
    if (first === quote) this.#skipString()
    else this.#skipWord()
    if (this.stopped === 'malformed') return null
    return this.#field(name, fieldText(this.bytes, begin, this.at), from, [])
  }

  #field(name: string, value: string, from: number, children: readonly DecodedField[]): DecodedField {
    const field = { name, value, from, to: this.at, children }
    return this.stopped ? { ...field, remark: this.stopped } : field
  }

  #container(name: string, from: number, depth: number, open: number): DecodedField {
    const close = open === openBrace ? closeBrace : closeBracket
    const children: DecodedField[] = []
    this.at++
    this.skipSpace()
    if (this.bytes[this.at] === close) this.at++
    else this.#members(children, depth, close)
    const value = open === openBrace ? `{ ${children.length} }` : `[ ${children.length} ]`
    return this.#field(name, value, from, children)
  }

  #members(children: DecodedField[], depth: number, close: number): void {
    for (;;) {
      this.skipSpace()
      const from = this.at
      const name = close === closeBrace ? this.#name() : `[${children.length}]`
      const child = this.stopped ? null : this.value(name, from, depth + 1)
      if (child) children.push(child)
      if (this.stopped) return
      this.skipSpace()
      const next = this.#expect([comma, close])
      if (next !== comma) return
    }
  }

  /** A member's name and the colon behind it. */
  #name(): string {
    const from = this.at
    if (this.#peek(quote)) this.#skipString()
    const name = this.stopped ? '' : fieldText(this.bytes, from + 1, this.at - 1)
    if (!this.stopped) {
      this.skipSpace()
      this.#expect([colon])
      this.skipSpace()
    }
    return name
  }

  #peek(wanted: number): boolean {
    if (this.bytes[this.at] === wanted) return true
    this.stopped = this.ended ? 'cut' : 'malformed'
    return false
  }

  #expect(wanted: readonly number[]): number | null {
    const byte = this.bytes[this.at]
    if (byte !== undefined && wanted.includes(byte)) {
      this.at++
      return byte
    }
    this.stopped = this.ended ? 'cut' : 'malformed'
    return null
  }

  #skipString(): void {
    this.at++
    for (; !this.ended; this.at++) {
      const byte = this.bytes[this.at]!
      if (byte === quote) {
        this.at++
        return
      }
      if (byte === backslash && !this.#isEscape(++this.at)) return
      if (byte < 0x20) {
        this.stopped = 'malformed'
        return
      }
    }
    this.stopped = 'cut'
  }

  #isEscape(at: number): boolean {
    const byte = this.bytes[at]
    if (byte === undefined || escapable.has(byte)) return true
    this.stopped = 'malformed'
    return false
  }

  #skipWord(): void {
    const from = this.at
    while (numberCharacters.has(this.bytes[this.at]!)) this.at++
    if (this.at > from) {
      if (!number.test(this.#ascii(from, this.at))) this.stopped = this.ended ? 'cut' : 'malformed'
      return
    }
    const rest = this.#ascii(from, Math.min(from + 5, this.bytes.length))
    const literal = literals.find((word) => rest.startsWith(word) || word.startsWith(rest))
    if (literal === undefined) this.stopped = 'malformed'
    else if (literal.length > rest.length) this.stopped = 'cut'
    this.at += Math.min(literal?.length ?? 0, rest.length)
  }

  #ascii(from: number, to: number): string {
    return Array.from(this.bytes.subarray(from, to), (byte) => String.fromCharCode(byte)).join('')
  }
}

/** Objects and arrays, one or several behind each other. Words and numbers alone are taken for other text. */
function decode(bytes: Uint8Array): readonly DecodedField[] | null {
  const reader = new JsonReader(bytes)
  const values: DecodedField[] = []
  for (;;) {
    reader.skipSpace()
    const first = bytes[reader.at]
    if (reader.stopped || (first !== openBrace && first !== openBracket)) break
    const value = reader.value(values.length === 0 ? 'JSON' : `JSON ${values.length + 1}`, reader.at, 1)
    if (!value) break
    values.push(value)
  }
  return isJson(reader, values) ? withRest(reader, values) : null
}

/** Text that only begins like JSON, such as `[info] started`, is not taken for it. */
function isJson(reader: JsonReader, values: readonly DecodedField[]): boolean {
  const first = values[0]
  if (!first) return false
  const whole = reader.ended && reader.stopped !== 'malformed'
  return (
    whole || reader.stopped === 'limit' || (first.children.length > 0 && reader.at * 2 >= reader.bytes.length)
  )
}

function withRest(reader: JsonReader, values: readonly DecodedField[]): readonly DecodedField[] {
  const { at, bytes, ended } = reader
  if (ended) return values
  const remark = reader.stopped ?? 'malformed'
  const rest = { name: '…', value: fieldText(bytes, at, bytes.length), from: at, to: bytes.length, remark }
  return [...values, { ...rest, children: [] }]
}

/** JSON (RFC 8259), also several values in a row as in JSON Lines. */
export const jsonDecoder: Decoder = { id: 'json', name: 'JSON', decode }
