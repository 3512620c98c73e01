import * as v from 'valibot'
import { TextEncodingSchema } from '../encoding/text-encoding'
import { FramingTextSchema } from '../endpoints/framing'
import { PayloadSchema } from '../payload/payload'
import { MessageMatchSchema } from '../rules/message-match'

/** What a load may be: clients, messages a second of all of them together, and ms. */
export const loadRanges = {
  clients: { min: 1, max: 10_000 },
  rate: { min: 0.1, max: 1_000_000 },
  rampUpMs: { min: 0, max: 3_600_000 },
  /** An hour. */
  forMs: { min: 100, max: 3_600_000 },
  messages: { min: 1, max: 1_000_000_000 },
  replyMs: { min: 1, max: 60_000 },
} as const

const inRange = ({ min, max }: { readonly min: number; readonly max: number }) =>
  v.pipe(v.number(), v.minValue(min), v.maxValue(max))
const wholeInRange = (range: { readonly min: number; readonly max: number }) =>
  v.pipe(inRange(range), v.integer())

export const LoadTargetSchema = v.strictObject({
  transport: v.picklist(['tcp', 'udp']),
  host: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(253)),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
})

/** Clients that send to one target, and what they expect of it. */
export const LoadPlanSchema = v.strictObject({
  target: LoadTargetSchema,
  clients: wholeInRange(loadRanges.clients),
  /** They begin one after the other within so many ms; the rate grows with them. */
  rampUpMs: v.optional(inRange(loadRanges.rampUpMs), 0),
  /** Messages a second of all clients together; null: as fast as possible. */
  rate: v.optional(v.nullable(inRange(loadRanges.rate)), null),
  payload: PayloadSchema,
  encoding: v.optional(TextEncodingSchema, 'utf-8'),
  /** How replies are cut out of a TCP stream. */
  framing: v.optional(FramingTextSchema, 'none'),
  /** What each message has to be answered with; null: nothing is waited for. */
  expect: v.optional(v.nullable(MessageMatchSchema), null),
  replyMs: v.optional(wholeInRange(loadRanges.replyMs), 5_000),
  /** It ends after so many ms … */
  forMs: inRange(loadRanges.forMs),
  /** … or when so many messages were sent and answered, if that is earlier. */
  messages: v.optional(v.nullable(wholeInRange(loadRanges.messages)), null),
  /** The person has said that they may do this to a target that is neither this machine nor in a private network. */
  mayReachOthers: v.optional(v.boolean(), false),
})
export type LoadPlan = v.InferOutput<typeof LoadPlanSchema>
