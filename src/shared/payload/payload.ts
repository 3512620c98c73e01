import * as v from 'valibot'
import { TextEncodingSchema } from '../encoding/text-encoding'
import { PayloadFieldsSchema } from './payload-field'

/** Bytes appended to a text payload. */
export const lineEndings = { none: '', lf: '\n', cr: '\r', crlf: '\r\n' } as const
export type LineEnding = keyof typeof lineEndings
export const LineEndingSchema = v.picklist(['none', 'lf', 'cr', 'crlf'])

/** The most bytes one payload sent by hand may have; larger ones are files. */
export const maxPayloadBytes = 16 * 1024 * 1024

/** What a person composes; {@link compilePayload} turns it into bytes. */
export const PayloadSchema = v.variant('form', [
  v.strictObject({
    form: v.literal('text'),
    text: v.pipe(v.string(), v.maxLength(maxPayloadBytes)),
    lineEnding: LineEndingSchema,
    /** Left out: the one of where it is sent. */
    encoding: v.optional(TextEncodingSchema),
    fields: v.optional(PayloadFieldsSchema),
  }),
  v.strictObject({
    form: v.literal('hex'),
    hex: v.pipe(v.string(), v.maxLength(maxPayloadBytes * 5)),
    fields: v.optional(PayloadFieldsSchema),
  }),
])
export type Payload = v.InferOutput<typeof PayloadSchema>
