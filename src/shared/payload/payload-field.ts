import * as v from 'valibot'
import { checksums } from '../checksum/checksums'

/** So many fields are more than any protocol has. */
export const mostFields = 16

/** Positions count bytes of the whole message from 0; negative ones count from its end (-1 is the last byte). */
const PositionSchema = v.pipe(v.number(), v.integer(), v.minValue(-0x1000000), v.maxValue(0x1000000))

/** The ids of {@link checksums}. */
export const ChecksumIdSchema = v.pipe(
  v.string(),
  v.check((id) => checksums.some((one) => one.id === id), 'is not a known checksum'),
)

export const ByteOrderSchema = v.picklist(['be', 'le'])
export type ByteOrder = v.InferOutput<typeof ByteOrderSchema>

/**
 * A checksum over the bytes `from` (included) to `to` (excluded) of the whole message; `to` null goes up to the field
 * itself. `at` `end` appends it; a number puts it over the bytes there. `as`: the bytes, or their hex digits.
 */
export const ChecksumFieldSchema = v.strictObject({
  field: v.literal('checksum'),
  checksum: ChecksumIdSchema,
  order: v.optional(ByteOrderSchema, 'be'),
  as: v.optional(v.picklist(['binary', 'hex', 'HEX']), 'binary'),
  from: v.optional(PositionSchema, 0),
  to: v.optional(v.nullable(PositionSchema), null),
  at: v.optional(v.union([v.literal('end'), PositionSchema]), 'end'),
})
export type ChecksumField = v.InferOutput<typeof ChecksumFieldSchema>

/** How a length is written; `decimal` are ASCII digits. */
export const lengthForms = ['u8', 'u16be', 'u16le', 'u32be', 'u32le', 'decimal'] as const
/** What a length counts: the payload alone, all that follows the field, or the whole message. */
export const lengthCounts = ['payload', 'following', 'message'] as const

/** A length of what it `counts`, with `plus` added. `digits` pads a decimal one with zeros; 0 takes as many as needed. */
export const LengthFieldSchema = v.strictObject({
  field: v.literal('length'),
  as: v.picklist(lengthForms),
  digits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(20)), 0),
  counts: v.optional(v.picklist(lengthCounts), 'payload'),
  plus: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-65_536), v.maxValue(65_536)), 0),
  at: v.optional(v.union([v.picklist(['start', 'end']), PositionSchema]), 'start'),
})
export type LengthField = v.InferOutput<typeof LengthFieldSchema>

/** A field that is computed from the payload at each sending and put before, behind or into it. */
export const PayloadFieldSchema = v.variant('field', [ChecksumFieldSchema, LengthFieldSchema])
export type PayloadField = v.InferOutput<typeof PayloadFieldSchema>

/** Lengths are filled in first, then checksums, each in the order of the list. */
export const PayloadFieldsSchema = v.pipe(v.array(PayloadFieldSchema), v.maxLength(mostFields))
