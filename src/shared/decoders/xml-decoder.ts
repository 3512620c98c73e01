import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { readUtf8, utf8Length } from '../payload/utf8'
import { decodeLimits, type DecodedField, type Decoder, type FieldRemark } from './decoder'
import { fieldText } from './field-text'

/** Text with the byte at which each of its UTF-16 units begins; bytes that are not UTF-8 become U+FFFD. */
function locatedText(bytes: Uint8Array): { readonly text: string; readonly places: Uint32Array } {
  const places = new Uint32Array(bytes.length + 1)
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const codePoint = readUtf8(bytes, at)
    const character = codePoint < 0 ? '\ufffd' : String.fromCodePoint(codePoint)
    places.fill(at, text.length, text.length + character.length)
    text += character
    at += codePoint < 0 ? 1 : utf8Length(codePoint)
  }
  places[text.length] = bytes.length
  return { text, places }
}

/** An element whose end has not come yet. */
interface OpenElement {
  readonly name: string
  readonly value: string
  readonly from: number
  readonly children: DecodedField[]
  remark?: FieldRemark
}

/** What the parser's error handler throws: the first error ends the reading. */
const firstError = Symbol('first error')

/** Builds the tree from the parser's events; each ends at the parser's position and begins where the last one ended. */
class XmlTree {
  readonly roots: DecodedField[] = []
  readonly #open: OpenElement[] = []
  readonly #places: Uint32Array
  readonly #text: string
  readonly #parser: SaxesParser
  #left = decodeLimits.fields
  #deeper = 0
  #last = 0
  failed = false
  elements = 0

  constructor(readonly bytes: Uint8Array) {
    const { text, places } = locatedText(bytes)
    this.#text = text
    this.#places = places
    // Only a document may have a declaration, and only a fragment several elements side by side.
    this.#parser = new SaxesParser({ fragment: !/^<(\?xml|!DOCTYPE)\s/.test(text) })
    this.#listen()
  }

  read(): void {
    try {
      this.#parser.write(this.#text)
    } catch (thrown) {
      if (thrown !== firstError) throw thrown
      this.failed = true
    }
    this.#finish()
  }

  #listen(): void {
    const parser = this.#parser
    parser.on('xmldecl', () => this.#leaf('<?xml?>'))
    parser.on('doctype', () => this.#leaf('<!DOCTYPE>'))
    parser.on('comment', () => this.#leaf('<!-- -->'))
    parser.on('cdata', () => this.#leaf('<![CDATA[]]>'))
    parser.on('processinginstruction', ({ target }) => this.#leaf(`<?${target}?>`))
    parser.on('text', () => this.#textBefore())
    parser.on('opentag', (tag) => this.#opened(tag))
    parser.on('closetag', (tag) => this.#closed(tag))
    parser.on('error', () => {
      throw firstError
    })
  }

  #place(unit: number): number {
    return this.#places[Math.min(unit, this.#text.length)]!
  }

  #leaf(name: string): void {
    const from = this.#last
    const { position } = this.#parser
    // Of a comment the parser tells before it has taken the `>`.
    this.#last = this.#text[position - 1] !== '>' && this.#text[position] === '>' ? position + 1 : position
    const [begin, end] = [this.#place(from), this.#place(this.#last)]
    this.#add({ name, value: fieldText(this.bytes, begin, end), from: begin, to: end, children: [] })
  }

  /** The parser tells of text once it has seen the `<` behind it. */
  #textBefore(): void {
    const { position } = this.#parser
    const end = this.#text[position - 1] === '<' ? position - 1 : position
    const from = this.#last
    this.#last = end
    if (this.#text.slice(from, end).trim() === '') return
    const [begin, to] = [this.#place(from), this.#place(end)]
    this.#add({
      name: '#text',
      value: fieldText(this.bytes, begin, to).trim(),
      from: begin,
      to,
      children: [],
    })
  }

  #opened(tag: SaxesTagPlain): void {
    this.elements += 1
    const from = this.#place(this.#last)
    this.#last = this.#parser.position
    const to = this.#place(this.#last)
    const attributes = Object.keys(tag.attributes).length
    if (this.#open.length >= decodeLimits.depth || (this.#left -= 1 + attributes) < 0) {
      this.#deeper += 1
      this.#markLimit()
      return
    }
    const children = attributes > 0 ? attributeFields(this.bytes, from, to) : []
    this.#open.push({ name: tag.name, value: fieldText(this.bytes, from, to), from, children })
  }

  #closed(tag: SaxesTagPlain): void {
    if (!tag.isSelfClosing) this.#checkEndTag(tag.name)
    if (this.#deeper > 0) this.#deeper -= 1
    else this.#close(this.#place(this.#parser.position))
  }

  /** The parser closes what is open inside before it says that the end tag is not that of the innermost element. */
  #checkEndTag(name: string): void {
    const end = this.#text.slice(this.#last, this.#parser.position)
    if (end.slice(2, -1).trimEnd() !== name) throw firstError
    this.#last = this.#parser.position
  }

  #close(to: number, remark?: FieldRemark): void {
    const element = this.#open.pop()
    if (!element) return
    const why = element.remark ?? remark
    this.#parent().push({ ...element, to, ...(why ? { remark: why } : {}) })
  }

  #markLimit(): void {
    const element = this.#open.at(-1)
    if (element) element.remark = 'limit'
  }

  #add(field: DecodedField): void {
    if (this.#deeper > 0) return
    this.#left -= 1
    if (this.#left >= 0) this.#parent().push(field)
    else this.#markLimit()
  }

  #parent(): DecodedField[] {
    return this.#open.at(-1)?.children ?? this.roots
  }

  /** What the text ends in the middle of, and the elements that are still open: a stream keeps its first one so. */
  #finish(): void {
    this.#deeper = 0
    const from = this.#place(this.#last)
    const to = this.bytes.length
    const rest = fieldText(this.bytes, from, to)
    const left = this.#text.slice(this.#last).trim()
    const remark = this.failed ? 'malformed' : 'cut'
    if (left !== '') this.#add({ name: '…', value: rest, from, to, children: [], remark })
    while (this.#open.length > 0) this.#close(to, 'cut')
  }
}

const attribute = /[\s]([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')/g

/** The attributes of a start tag that the parser has found well-formed, each at its place. */
function attributeFields(bytes: Uint8Array, from: number, to: number): DecodedField[] {
  const { text, places } = locatedText(bytes.subarray(from, to))
  return Array.from(text.matchAll(attribute), (match) => {
    const [whole, name = '', value = ''] = match
    const end = match.index + whole.length
    const place = (unit: number) => from + places[unit]!
    const shown = fieldText(bytes, place(end - value.length + 1), place(end - 1))
    return { name: `@${name}`, value: shown, from: place(match.index + 1), to: place(end), children: [] }
  })
}

const endTag = /^\s*<\/[^\s<>/]+\s*>\s*$/

/** The end of a stream that began in another message. */
function streamEnd(bytes: Uint8Array): readonly DecodedField[] | null {
  if (bytes.length > 256) return null
  const { text } = locatedText(bytes)
  const value = fieldText(bytes, 0, bytes.length)
  return endTag.test(text) ? [{ name: '</>', value, from: 0, to: bytes.length, children: [] }] : null
}

function firstCharacters(bytes: Uint8Array): string {
  let at = 0
  while (at < bytes.length && (bytes[at] === 0x20 || (bytes[at]! >= 0x09 && bytes[at]! <= 0x0d))) at++
  return Array.from(bytes.subarray(at, at + 2), (byte) => String.fromCharCode(byte)).join('')
}

function decode(bytes: Uint8Array): readonly DecodedField[] | null {
  if (!/^<[A-Za-z_:?!/\x80-\xff]/.test(firstCharacters(bytes))) return null
  const end = streamEnd(bytes)
  if (end) return end
  const tree = new XmlTree(bytes)
  tree.read()
  return tree.elements > 0 ? tree.roots : null
}

/** XML 1.0: documents, pieces of them, and streams whose first element stays open (XMPP, RFC 6120). */
export const xmlDecoder: Decoder = { id: 'xml', name: 'XML', decode }
