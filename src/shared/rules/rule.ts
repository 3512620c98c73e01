import * as v from 'valibot'
import { PayloadSchema } from '../payload/payload'
import { SequenceNameSchema } from '../sequences/sequence'
import { MessageMatchSchema } from './message-match'

const NameSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80))
/** A wait, 0 ms to an hour. */
const WaitSchema = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3_600_000)), 0)

/** What sets a rule off. `idle`: nothing came from a peer for `ms`, again after each further `ms`. */
export const RuleTriggerSchema = v.variant('when', [
  v.strictObject({ when: v.literal('opened') }),
  v.strictObject({ when: v.literal('message'), match: MessageMatchSchema }),
  v.strictObject({ when: v.literal('closed') }),
  v.strictObject({
    when: v.literal('idle'),
    ms: v.pipe(v.number(), v.integer(), v.minValue(10), v.maxValue(86_400_000)),
  }),
])
export type RuleTrigger = v.InferOutput<typeof RuleTriggerSchema>

/** How a message is classed where it is recorded. */
export const messageClasses = ['marked', 'data', 'error'] as const
export type MessageClass = (typeof messageClasses)[number]

/**
 * What a rule does. `upgrade` makes TLS of the connection, behind what was answered. `echo` sends the message itself
 * back; `number` takes group 1, or the message, as our number; `sequence` runs the one of the workspace with this name on
 * the connection, with what the match took out; `ignore`
 * does nothing, so that no later rule answers where the first that applies acts.
 */
export const RuleActionSchema = v.variant('do', [
  v.strictObject({ do: v.literal('reply'), payload: PayloadSchema }),
  v.strictObject({ do: v.literal('echo') }),
  v.strictObject({ do: v.literal('half-close') }),
  v.strictObject({ do: v.literal('close') }),
  v.strictObject({ do: v.literal('reset') }),
  v.strictObject({ do: v.literal('upgrade') }),
  v.strictObject({ do: v.literal('mark'), as: v.picklist(messageClasses) }),
  v.strictObject({ do: v.literal('number') }),
  v.strictObject({ do: v.literal('sequence'), sequence: SequenceNameSchema }),
  v.strictObject({ do: v.literal('ignore') }),
  v.strictObject({
    do: v.literal('alert'),
    text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
  }),
])
export type RuleAction = v.InferOutput<typeof RuleActionSchema>

/** What an endpoint does by itself when something happens. Waits in ms, `probability` 0 to 1. */
export const RuleSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/)),
  name: NameSchema,
  on: v.optional(v.boolean(), true),
  trigger: RuleTriggerSchema,
  actions: v.pipe(v.array(RuleActionSchema), v.minLength(1), v.maxLength(20)),
  /** Before the actions, with up to `jitterMs` more, evenly spread. */
  delayMs: WaitSchema,
  jitterMs: WaitSchema,
  probability: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 1),
  /** So many times for each peer, or in all; null without end. */
  limit: v.optional(
    v.nullable(
      v.strictObject({
        count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000_000)),
        per: v.picklist(['peer', 'endpoint']),
      }),
    ),
    null,
  ),
})
export type Rule = v.InferOutput<typeof RuleSchema>

/** The rules of one endpoint in their order: the `first` that applies acts, or `all` that do. */
export const RuleListSchema = v.strictObject({
  which: v.optional(v.picklist(['first', 'all']), 'first'),
  rules: v.array(RuleSchema),
})
export type RuleList = v.InferOutput<typeof RuleListSchema>

export const noRules: RuleList = { which: 'first', rules: [] }
