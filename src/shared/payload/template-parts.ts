import { SockwrightError } from '../contract/errors'
import { ByteBuilder } from './byte-builder'
import { maxPayloadBytes } from './payload'
import type { PayloadContext } from './payload-context'
import type { PayloadEncoder } from './payload-encoder'
import type { EvaluateVariable } from './variables/variable-definition'
import { textOf, type VariableValue } from './variables/variable-value'

/** A variable where it stands: makes the bytes that are inserted for it. */
export type VariablePart = (context: PayloadContext) => Uint8Array
export type TemplatePart = Uint8Array | VariablePart

/** How values of variables become bytes: `digits` are written out in text, and stand for themselves in hex. */
export interface ValueWriter {
  readonly encode: PayloadEncoder
  readonly digits: 'text' | 'bytes'
}

function valueBytes(value: VariableValue, { encode, digits }: ValueWriter): Uint8Array {
  if (value.is === 'bytes' || (value.is === 'digits' && digits === 'bytes')) return value.bytes
  return encode(textOf(value))
}

/** The part for a variable at `place`. A value that the encoding lacks fails with the place of the variable. */
export function variablePart(
  evaluate: EvaluateVariable,
  writer: ValueWriter,
  place: { readonly position: number; readonly index: number; readonly length: number },
): VariablePart {
  return (context) => {
    const value = evaluate(context)
    try {
      return valueBytes(value, writer)
    } catch (thrown) {
      if (!(thrown instanceof SockwrightError)) throw thrown
      throw new SockwrightError(thrown.code, { ...thrown.details, ...place })
    }
  }
}

function checkLength(bytes: number): void {
  if (bytes > maxPayloadBytes)
    throw new SockwrightError('E_PAYLOAD_TOO_LARGE', { bytes, limit: maxPayloadBytes })
}

/** Bytes and variables in the order of a payload; neighbouring bytes are one part. */
export class PartList {
  readonly #parts: TemplatePart[] = []
  readonly #bytes: ByteBuilder

  constructor(expected: number) {
    this.#bytes = new ByteBuilder(expected)
  }

  byte(value: number): void {
    this.#bytes.byte(value)
  }

  bytes(bytes: Uint8Array): void {
    this.#bytes.add(bytes)
  }

  variable(part: VariablePart): void {
    this.#endBytes()
    this.#parts.push(part)
  }

  end(): readonly TemplatePart[] {
    this.#endBytes()
    return this.#parts
  }

  #endBytes(): void {
    if (this.#bytes.length > 0) this.#parts.push(this.#bytes.take())
  }
}

/** The bytes of parts without variables; null where there is one. */
export function constantOf(parts: readonly TemplatePart[]): Uint8Array<ArrayBuffer> | null {
  if (parts.length === 0) return new Uint8Array()
  const [only] = parts
  return parts.length === 1 && only instanceof Uint8Array ? (only as Uint8Array<ArrayBuffer>) : null
}

/** All parts joined. Throws the failures of their variables, and `E_PAYLOAD_TOO_LARGE`. */
export function assemble(parts: readonly TemplatePart[], context: PayloadContext): Uint8Array {
  const constant = constantOf(parts)
  if (constant) return constant
  const pieces: Uint8Array[] = []
  let length = 0
  for (const part of parts) {
    const piece = part instanceof Uint8Array ? part : part(context)
    length += piece.length
    checkLength(length)
    pieces.push(piece)
  }
  const joined = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}
