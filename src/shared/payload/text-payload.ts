import { SockwrightError } from '../contract/errors'
import { lineEndings, type LineEnding } from './payload'
import { faultAt, type PayloadCompilation, type PayloadToken } from './payload-compilation'
import { plainScope, type PayloadScope } from './payload-context'
import { encodeUtf8, type PayloadEncoder } from './payload-encoder'
import { assemble, constantOf, PartList, variablePart, type TemplatePart } from './template-parts'
import type { ReadInner } from './variables/read-arguments'
import { VariableReader } from './variables/read-variable'
import { walkInnerText, walkText, type TextPiece } from './walk-text'

/** Takes pieces of text into a list of parts. */
class TextParts {
  readonly #list: PartList
  /** Few escapes are written over and over. */
  readonly #escaped = new Map<string, Uint8Array>()

  constructor(
    private readonly text: string,
    private readonly encode: PayloadEncoder,
    expected = text.length,
  ) {
    this.#list = new PartList(expected)
  }

  take(piece: TextPiece): void {
    switch (piece.is) {
      case 'text':
        return this.#list.bytes(this.#encoded(this.text.slice(piece.from, piece.to), piece.from, null))
      case 'byte':
        return this.#list.byte(piece.byte)
      case 'escaped':
        return this.#list.bytes(this.#escape(piece))
      case 'variable': {
        const place = faultAt(piece.from, piece.to - piece.from)
        const writer = { encode: this.encode, digits: 'text' } as const
        return this.#list.variable(variablePart(piece.evaluate, writer, place))
      }
      case 'fault':
        throw piece.fault
    }
  }

  end(lineEnding: LineEnding): readonly TemplatePart[] {
    if (lineEnding !== 'none') this.#list.bytes(this.encode(lineEndings[lineEnding]))
    return this.#list.end()
  }

  #escape({ from, to, text }: Extract<TextPiece, { is: 'escaped' }>): Uint8Array {
    let bytes = this.#escaped.get(text)
    if (!bytes) {
      bytes = this.#encoded(text, from, to - from)
      if (this.#escaped.size < 64) this.#escaped.set(text, bytes)
    }
    return bytes
  }

  /** Gives a failure the place in the whole text; that of an escape where `length` is given. */
  #encoded(text: string, from: number, length: number | null): Uint8Array {
    try {
      return this.encode(text)
    } catch (thrown) {
      if (!(thrown instanceof SockwrightError)) throw thrown
      const found = thrown.details as { index: number; length: number }
      const place = length === null ? faultAt(from + found.index, found.length) : faultAt(from, length)
      throw new SockwrightError(thrown.code, { ...thrown.details, ...place })
    }
  }
}

/** Reads inner texts of functions with the encoding of the payload. */
export function innerTextReader(scope: PayloadScope, encode: PayloadEncoder): VariableReader {
  const readInner: ReadInner = (text, from) => {
    const inner = new TextParts(text, encode, 64)
    const end = walkInnerText(text, from, reader, (piece) => inner.take(piece))
    const parts = inner.end('none')
    return { evaluate: (context) => assemble(parts, context), end }
  }
  const reader = new VariableReader(scope, readInner)
  return reader
}

/**
 * The parts of a text payload, its line ending among them. Throws the first fault: `E_ESCAPE`, `E_ENCODING`,
 * `E_VARIABLE` and the other failures of variables, with a `PayloadFault` in their details.
 */
export function textParts(
  text: string,
  lineEnding: LineEnding,
  scope: PayloadScope,
  encode: PayloadEncoder,
): readonly TemplatePart[] {
  const parts = new TextParts(text, encode)
  walkText(text, innerTextReader(scope, encode), (piece) => parts.take(piece))
  return parts.end(lineEnding)
}

/** Compiles UTF-8 text in which variables have no place (`E_VARIABLE_PLACE`), and appends `lineEnding`. */
export function compileText(text: string, lineEnding: LineEnding): PayloadCompilation {
  try {
    const bytes = constantOf(textParts(text, lineEnding, plainScope, encodeUtf8))
    if (bytes) return { ok: true, bytes }
    const [variable = { from: 0, to: 0 }] = textTokens(text).filter(({ type }) => type === 'variable')
    const name = text.slice(variable.from, variable.to)
    const place = faultAt(variable.from, variable.to - variable.from)
    throw new SockwrightError('E_VARIABLE_PLACE', { name, ...place })
  } catch (thrown) {
    if (!(thrown instanceof SockwrightError)) throw thrown
    return { ok: false, failure: thrown.toFailure() }
  }
}

/** Escapes, variables and faults in `text`, in order, for colouring. All faults are there, not just the first. */
export function textTokens(text: string, scope: PayloadScope = plainScope): PayloadToken[] {
  const tokens: PayloadToken[] = []
  walkText(text, innerTextReader(scope, encodeUtf8), (piece) => {
    const { from, to } = piece
    if (piece.is === 'fault') tokens.push(...faultTokens(from, to, piece.fault))
    else if (piece.is === 'variable') tokens.push({ from, to, type: 'variable' })
    else if (piece.is !== 'text') tokens.push({ from, to, type: 'escape' })
  })
  return tokens
}

/** The faulty part of a variable is marked, what stands around it keeps its colour. */
export function faultTokens(from: number, to: number, fault: SockwrightError): PayloadToken[] {
  const place = fault.details as { index: number; length: number }
  const faultFrom = Math.max(from, place.index)
  const faultTo = Math.min(to, place.index + place.length)
  const parts: PayloadToken[] = [
    { from, to: faultFrom, type: 'variable' },
    { from: faultFrom, to: faultTo, type: 'fault' },
    { from: faultTo, to, type: 'variable' },
  ]
  return parts.filter((part) => part.to > part.from)
}
