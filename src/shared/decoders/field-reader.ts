import { decodeLimits, type DecodedField } from './decoder'
import { fieldHex, fieldText } from './field-text'

/** Thrown inside a decoder where the bytes are not of its format; `readFields` catches it. */
export class NotThisFormat extends Error {}

/** Reads binary fields one after the other and keeps each with its place. */
export class FieldReader {
  at = 0
  end: number
  #fields: DecodedField[] = []
  #left = decodeLimits.fields

  constructor(readonly bytes: Uint8Array) {
    this.end = bytes.length
  }

  get fields(): readonly DecodedField[] {
    return this.#fields
  }

  get rest(): number {
    return this.end - this.at
  }

  /** An unsigned number of up to four bytes, most significant first. */
  number(name: string, size: number, show: (value: number) => string = String): number {
    const from = this.#take(size)
    let value = 0
    for (let at = from; at < this.at; at++) value = value * 256 + this.bytes[at]!
    this.add(name, show(value), from)
    return value
  }

  hex(name: string, size: number): void {
    const from = this.#take(size)
    this.add(name, fieldHex(this.bytes, from, this.at), from)
  }

  text(name: string, size: number): void {
    const from = this.#take(size)
    this.add(name, fieldText(this.bytes, from, this.at), from)
  }

  /** A field made of those that `read` reads; what it returns is the value shown. */
  group(name: string, read: () => string): void {
    const outer = this.#fields
    const from = this.at
    const children: DecodedField[] = (this.#fields = [])
    const value = read()
    this.#fields = outer
    this.add(name, value, from, children)
  }

  /** Lets `read` see no more than `size` bytes from here, and wants it to read them all. */
  within(size: number, read: () => void): void {
    if (size > this.rest) throw new NotThisFormat()
    const outer = this.end
    this.end = this.at + size
    read()
    this.expect(this.at === this.end)
    this.end = outer
  }

  /** Ends the reading unless `holds`. */
  expect(holds: boolean): void {
    if (!holds) throw new NotThisFormat()
  }

  /** A field from `from` to here. */
  add(name: string, value: string, from: number, children: readonly DecodedField[] = []): void {
    this.#left -= 1
    this.expect(this.#left >= 0)
    this.#fields.push({ name, value, from, to: this.at, children })
  }

  #take(size: number): number {
    this.expect(size <= this.rest)
    const from = this.at
    this.at += size
    return from
  }
}

/** The fields that `read` reads, null where it finds that the bytes are not of its format or leaves some unread. */
export function readFields(
  bytes: Uint8Array,
  read: (reader: FieldReader) => void,
): readonly DecodedField[] | null {
  const reader = new FieldReader(bytes)
  try {
    read(reader)
  } catch (thrown) {
    if (thrown instanceof NotThisFormat) return null
    throw thrown
  }
  return reader.rest === 0 && reader.fields.length > 0 ? reader.fields : null
}
