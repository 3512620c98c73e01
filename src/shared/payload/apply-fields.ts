import { checksumOf } from '../checksum/checksum'
import { SockwrightError } from '../contract/errors'
import {
  checksumOfField,
  countedBytes,
  fieldFault,
  layOut,
  summedBytes,
  type FieldLayout,
} from './field-layout'
import { bytesToHex } from './hex-digits'
import type { ChecksumField, LengthField, PayloadField } from './payload-field'

const ascii = new TextEncoder()
const mostDigits = 20

/**
 * `body` with its fields: first lengths, then checksums, each in the order of the list; placed ones go over the bytes
 * that are there. Throws `E_FIELD_OUTSIDE`, `E_FIELD_OVERLAP`, `E_FIELD_RANGE` and `E_FIELD_VALUE`, with the number of
 * the field in their details.
 */
export function applyFields(body: Uint8Array, fields: readonly PayloadField[]): Uint8Array {
  const layout = settledLayout(body.length, fields)
  const message = new Uint8Array(layout.length)
  message.set(body, layout.body.from)
  fields.forEach((field, index) => {
    if (field.field === 'length') message.set(lengthBytes(field, index, layout), layout.spans[index]!.from)
  })
  fields.forEach((field, index) => {
    if (field.field !== 'checksum') return
    const { from, to } = summedBytes(field, index, layout)
    message.set(checksumBytes(field, message.subarray(from, to)), layout.spans[index]!.from)
  })
  return message
}

/** Decimal lengths without a fixed size may count themselves, so as few digits as hold all of them are looked for. */
function settledLayout(bodyLength: number, fields: readonly PayloadField[]): FieldLayout {
  let layout = layOut(fields, bodyLength, 1)
  for (let digits = 1; digits <= mostDigits; digits++) {
    layout = layOut(fields, bodyLength, digits)
    const settled = layout
    const fits = fields.every(
      (field, index) =>
        field.field !== 'length' || !isOpen(field) || decimal(field, index, settled).length <= digits,
    )
    if (fits) break
  }
  return layout
}

function isOpen({ as, digits }: LengthField): boolean {
  return as === 'decimal' && digits === 0
}

function decimal(field: LengthField, index: number, layout: FieldLayout): string {
  return String(countedBytes(field, index, layout))
}

function lengthBytes(field: LengthField, index: number, layout: FieldLayout): Uint8Array {
  const value = countedBytes(field, index, layout)
  const { from, to } = layout.spans[index]!
  const size = to - from
  const highest = field.as === 'decimal' ? 10 ** size - 1 : 2 ** (8 * size) - 1
  if (value < 0 || value > highest) {
    throw new SockwrightError('E_FIELD_VALUE', { ...fieldFault(index), value, highest })
  }
  if (field.as === 'decimal') return ascii.encode(String(value).padStart(size, '0'))
  const big = Uint8Array.from({ length: size }, (_, byte) => Math.floor(value / 2 ** (8 * (size - 1 - byte))))
  return field.as.endsWith('le') ? big.reverse() : big
}

function checksumBytes(field: ChecksumField, summed: Uint8Array): Uint8Array {
  const big = checksumOf(checksumOfField(field), summed)
  const bytes = field.order === 'le' ? big.toReversed() : big
  if (field.as === 'binary') return bytes
  const hex = bytesToHex(bytes, '')
  return ascii.encode(field.as === 'hex' ? hex.toLowerCase() : hex)
}
