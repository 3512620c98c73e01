import { decodeLimits, type DecodedField, type Decoder, type FieldRemark } from './decoder'
import { fieldText } from './field-text'
import { bodyFacts, type BodyFacts } from './http-body'

const lineFeed = 0x0a
const carriageReturn = 0x0d
/** Servers accept less; what is longer is no start of a message. */
const longestStartLine = 8_192
const requestLine = /^([!#$%&'*+.^_`|~\dA-Za-z-]+) (\S+) HTTP\/(1\.\d)$/
const statusLine = /^HTTP\/(1\.\d) (\d{3})(?: (.*))?$/
const headerLine = /^([!#$%&'*+.^_`|~\dA-Za-z-]+):[ \t]*([^\0]*)$/
const chunkLine = /^([\dA-Fa-f]{1,8})[ \t]*(;.*)?$/

/** A line of the message: `next` is where the one after it begins. */
interface Line {
  readonly text: string
  readonly from: number
  readonly to: number
  readonly next: number
  readonly whole: boolean
}

/** Each byte as one character, as the grammar of HTTP has it. */
function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Array.from(bytes.subarray(from, to), (byte) => String.fromCharCode(byte)).join('')
}

/** Reads messages of HTTP/1.x (RFC 9112) and keeps where each part stands. */
class HttpReader {
  at = 0
  #left = decodeLimits.fields

  constructor(readonly bytes: Uint8Array) {}

  /** The message that begins here, null where none does. Empty lines before it are passed over (RFC 9112, 2.2). */
  message(): DecodedField | null {
    const begin = this.at
    while (this.#lineEnd());
    const from = this.at
    const line = this.#line(longestStartLine)
    const start = line && startLine(this.bytes, line)
    if (!line || !start) {
      this.at = begin
      return null
    }
    this.at = line.next
    const headers = this.#headers()
    const facts = bodyFacts(start.status, headers.fields)
    const body = headers.remark ? [] : this.#body(facts, start)
    const children = [start.field, ...facts.fields, ...body]
    const message = { name: start.name, value: start.summary, from, to: this.at, children }
    return headers.remark ? { ...message, remark: headers.remark } : message
  }

  #line(longest = this.bytes.length): Line | null {
    const { at, bytes } = this
    if (at >= bytes.length || this.#left-- <= 0) return null
    const found = bytes.subarray(at, at + longest).indexOf(lineFeed)
    if (found < 0 && bytes.length - at > longest) return null
    const end = found < 0 ? bytes.length : at + found
    const to = end > at && bytes[end - 1] === carriageReturn ? end - 1 : end
    return {
      text: latin1(bytes, at, to),
      from: at,
      to,
      next: found < 0 ? end : end + 1,
      whole: found >= 0,
    }
  }

  /** The fields up to the empty line, and why it is not there; a folded line belongs to the field before it. */
  #headers(): { readonly fields: DecodedField[]; readonly remark: FieldRemark | null } {
    const fields: DecodedField[] = []
    for (let line = this.#line(); line; line = this.#line()) {
      this.at = line.next
      if (line.text === '' && line.whole) return { fields, remark: null }
      const last = fields.at(-1)
      const folded = last && /^[ \t]/.test(line.text)
      if (folded) {
        const more = fieldText(this.bytes, line.from, line.to).trim()
        fields[fields.length - 1] = { ...last, value: `${last.value} ${more}`, to: line.to }
      } else fields.push(this.#header(line))
    }
    return { fields, remark: this.#left <= 0 ? 'limit' : 'cut' }
  }

  #header({ text, from, to, whole }: Line): DecodedField {
    const match = headerLine.exec(text)
    if (!match) {
      const remark = whole ? ('malformed' as const) : ('cut' as const)
      return { name: '?', value: fieldText(this.bytes, from, to), from, to, children: [], remark }
    }
    const [, name = '', value = ''] = match
    return { name, value: fieldText(this.bytes, to - value.length, to).trim(), from, to, children: [] }
  }

  #body({ framing, coding }: BodyFacts, { status, field }: StartLine): DecodedField[] {
    const { at, bytes } = this
    const ends = status === 101 || field.value.startsWith('CONNECT ')
    if (at >= bytes.length) return []
    if (ends) return [this.#take('Upgraded', bytes.length, 'limit')]
    if (framing.kind === 'none' || framing.kind === 'unknown') return []
    if (framing.kind === 'chunked') return [this.#chunks(coding)]
    const wanted = framing.kind === 'sized' ? at + framing.length : bytes.length
    if (wanted === at || (status !== null && wanted !== bytes.length && this.#beginsAnswer())) return []
    return [this.#take(bodyName(coding), wanted, coding === '' ? undefined : 'limit')]
  }

  /** An answer where a body should be: then the one before was to HEAD, whose length is of a body that did not come. */
  #beginsAnswer(): boolean {
    const line = this.#line(longestStartLine)
    return line !== null && startLine(this.bytes, line)?.status != null
  }

  /** The bytes from here to `wanted`, as far as there are. */
  #take(name: string, wanted: number, remark?: FieldRemark): DecodedField {
    const { at: from, bytes } = this
    this.at = Math.min(wanted, bytes.length)
    const field = { name, value: fieldText(bytes, from, this.at), from, to: this.at, children: [] }
    const why = wanted > bytes.length ? 'cut' : remark
    return why ? { ...field, remark: why } : field
  }

  #chunks(coding: string): DecodedField {
    const from = this.at
    const children: DecodedField[] = []
    const remark = this.#readChunks(children) ?? (coding === '' ? null : 'limit')
    const body = { name: bodyName(coding), value: 'chunked', from, to: this.at, children }
    return remark ? { ...body, remark } : body
  }

  #readChunks(children: DecodedField[]): FieldRemark | null {
    for (let line = this.#line(); line; line = this.#line()) {
      const [, digits, extension = ''] = chunkLine.exec(line.text) ?? []
      if (digits === undefined) return line.whole ? 'malformed' : 'cut'
      this.at = line.next
      const size = Number.parseInt(digits, 16)
      if (size === 0) {
        const trailers = this.#headers()
        children.push(...trailers.fields)
        return trailers.remark
      }
      const name = `Chunk ${size}${fieldText(this.bytes, line.to - extension.length, line.to)}`
      children.push(this.#take(name, this.at + size))
      if (!this.#lineEnd()) return this.at < this.bytes.length ? 'malformed' : 'cut'
    }
    return this.#left <= 0 ? 'limit' : 'cut'
  }

  #lineEnd(): boolean {
    const { at, bytes } = this
    const size = bytes[at] === carriageReturn ? 2 : 1
    if (bytes[at + size - 1] !== lineFeed) return false
    this.at += size
    return true
  }
}

/** A body that is compressed stays so. */
function bodyName(coding: string): string {
  return coding === '' ? 'Body' : `Body (${coding})`
}

interface StartLine {
  readonly name: string
  readonly summary: string
  /** Null for a request. */
  readonly status: number | null
  readonly field: DecodedField
}

/** The parts of the first line, which stand one after the other with one space between. */
function lineParts(bytes: Uint8Array, from: number, parts: readonly (readonly [string, string])[]) {
  let at = from
  return parts.map(([name, text]) => {
    const field = { name, value: fieldText(bytes, at, at + text.length), from: at, to: at + text.length }
    at += text.length + 1
    return { ...field, children: [] }
  })
}

function startLine(bytes: Uint8Array, { text, from, to }: Line): StartLine | null {
  const whole = { value: fieldText(bytes, from, to), from, to }
  const request = requestLine.exec(text)
  if (request) {
    const [, method = '', target = '', version = ''] = request
    const children = lineParts(bytes, from, [
      ['Method', method],
      ['Target', target],
      ['Version', `HTTP/${version}`],
    ])
    const summary = `${method} ${children[1]!.value}`
    return { name: 'Request', summary, status: null, field: { name: 'Request line', ...whole, children } }
  }
  const status = statusLine.exec(text)
  if (!status) return null
  const [, version = '', code = '', reason = ''] = status
  const children = lineParts(bytes, from, [
    ['Version', `HTTP/${version}`],
    ['Status', code],
    ...(reason === '' ? [] : [['Reason', reason] as const]),
  ])
  const summary = [code, children[2]?.value ?? ''].join(' ').trim()
  return {
    name: 'Response',
    summary,
    status: Number(code),
    field: { name: 'Status line', ...whole, children },
  }
}

function decode(bytes: Uint8Array): readonly DecodedField[] | null {
  const reader = new HttpReader(bytes)
  const messages: DecodedField[] = []
  for (let message = reader.message(); message; message = reader.message()) messages.push(message)
  if (messages.length === 0) return null
  const from = reader.at
  if (from >= bytes.length) return messages
  const value = fieldText(bytes, from, bytes.length)
  return [...messages, { name: '…', value, from, to: bytes.length, children: [], remark: 'malformed' }]
}

/**
 * HTTP/1.0 and 1.1, also several messages in a row. Read here and not with Node's parser in JavaScript
 * (`http-parser-js`): that one imports Node's `assert` and needs its `Buffer`, which the window has not, does not tell
 * where in the bytes a field stands, and throws at the first broken byte, of which people want to see the place. A test
 * compares what is read here with what Node's own parser reads.
 */
export const httpDecoder: Decoder = { id: 'http', name: 'HTTP', decode }
