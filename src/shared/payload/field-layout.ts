import { checksums } from '../checksum/checksums'
import type { Checksum } from '../checksum/checksum'
import { SockwrightError } from '../contract/errors'
import type { ChecksumField, LengthField, PayloadField } from './payload-field'

/** Where a field is in the whole message; `to` is not included. */
export interface FieldSpan {
  readonly from: number
  readonly to: number
}

/** Where everything is in the message of one sending. */
export interface FieldLayout {
  /** Length of the whole message. */
  readonly length: number
  /** Where the payload itself is. */
  readonly body: FieldSpan
  /** Places of the fields, in the order of the list. */
  readonly spans: readonly FieldSpan[]
}

const binaryLengthSizes = { u8: 1, u16be: 2, u16le: 2, u32be: 4, u32le: 4 } as const

export function checksumOfField({ checksum }: ChecksumField): Checksum {
  return checksums.find(({ id }) => id === checksum)!
}

/** Details of a failure that concerns the field at `index` of the list; `field` counts from 1, as people do. */
export function fieldFault(index: number): { readonly field: number } {
  return { field: index + 1 }
}

/** The index of the field that a failure concerns; null where it concerns none. */
export function faultyField(details: Readonly<Record<string, unknown>>): number | null {
  return typeof details['field'] === 'number' ? details['field'] - 1 : null
}

/** A position from the start, or undefined where it is outside of `length` bytes. */
function fromStart(position: number, length: number): number {
  return position < 0 ? length + position : position
}

/** Sizes of all fields, decimal lengths of open size with the digits given for them. */
function sizesOf(fields: readonly PayloadField[], digits: number): number[] {
  return fields.map((field) => {
    if (field.field === 'checksum') {
      const { size } = checksumOfField(field)
      return field.as === 'binary' ? size : size * 2
    }
    return field.as === 'decimal' ? field.digits || digits : binaryLengthSizes[field.as]
  })
}

/**
 * Lays fields out around and over a payload of `bodyLength` bytes: lengths at the start, payload, lengths at the end,
 * checksums at the end; each group in the order of the list. `digits` is the size of decimal lengths that have none.
 * Throws `E_FIELD_OUTSIDE` and `E_FIELD_OVERLAP`.
 */
export function layOut(fields: readonly PayloadField[], bodyLength: number, digits: number): FieldLayout {
  const sizes = sizesOf(fields, digits)
  const spans: FieldSpan[] = []
  let end = 0
  const place = (wanted: (field: PayloadField) => boolean) => {
    fields.forEach((field, index) => {
      if (!wanted(field)) return
      spans[index] = { from: end, to: end + sizes[index]! }
      end += sizes[index]!
    })
  }
  place(({ at }) => at === 'start')
  const body = { from: end, to: end + bodyLength }
  end = body.to
  place(({ field, at }) => field === 'length' && at === 'end')
  place(({ field, at }) => field === 'checksum' && at === 'end')
  fields.forEach(({ at }, index) => {
    if (typeof at !== 'number') return
    const from = fromStart(at, end)
    const to = from + sizes[index]!
    if (from < 0 || to > end)
      throw new SockwrightError('E_FIELD_OUTSIDE', { ...fieldFault(index), at, bytes: end })
    spans[index] = { from, to }
  })
  checkOverlaps(fields, spans)
  return { length: end, body, spans }
}

/** Only a placed field can come upon another. */
function checkOverlaps(fields: readonly PayloadField[], spans: readonly FieldSpan[]): void {
  fields.forEach(({ at }, index) => {
    if (typeof at !== 'number') return
    const { from, to } = spans[index]!
    const other = spans.findIndex((span, at) => at !== index && span.from < to && from < span.to)
    if (other >= 0) throw new SockwrightError('E_FIELD_OVERLAP', { ...fieldFault(index), other: other + 1 })
  })
}

/** The bytes that a checksum is over. Throws `E_FIELD_RANGE`. */
export function summedBytes(field: ChecksumField, index: number, layout: FieldLayout): FieldSpan {
  const from = fromStart(field.from, layout.length)
  const to = field.to === null ? layout.spans[index]!.from : fromStart(field.to, layout.length)
  if (from >= 0 && from <= to && to <= layout.length) return { from, to }
  const details = { from: field.from, to: field.to ?? to, bytes: layout.length }
  throw new SockwrightError('E_FIELD_RANGE', { ...fieldFault(index), ...details })
}

/** The number that a length field says. */
export function countedBytes(
  field: LengthField,
  index: number,
  { length, body, spans }: FieldLayout,
): number {
  const counted = {
    payload: body.to - body.from,
    following: length - spans[index]!.to,
    message: length,
  }[field.counts]
  return counted + field.plus
}
