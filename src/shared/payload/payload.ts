import * as v from 'valibot'
import { TextEncodingSchema } from '../encoding/text-encoding'
import { PayloadFieldsSchema } from './payload-field'
import { FrameKindSchema } from './payload-frame'

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
    /** Left out: text goes in text frames, bytes in binary ones, answers in those of what they answer. */
    frame: v.optional(FrameKindSchema),
  }),
  v.strictObject({
    form: v.literal('hex'),
    hex: v.pipe(v.string(), v.maxLength(maxPayloadBytes * 5)),
    fields: v.optional(PayloadFieldsSchema),
    frame: v.optional(FrameKindSchema),
  }),
])
export type Payload = v.InferOutput<typeof PayloadSchema>
