import * as v from 'valibot'
import { FilePayloadSchema, type FilePayload } from '../payload/file-payload'
import { PayloadSchema, type Payload } from '../payload/payload'
import { PayloadNameSchema } from '../payload/saved-payload'
import { MessageMatchSchema, type MessageMatch } from '../rules/message-match'
import { VariableNameSchema } from '../workspace/workspace-variables'

/** A workspace holds so many sequences, one of them so many steps, within loops that deep, in so many characters of JSON. */
export const sequenceLimits = { sequences: 500, steps: 1_000, depth: 5, characters: 4_194_304 } as const

/** ms of a wait. */
export const waitRange = { min: 0, max: 86_400_000 } as const
/** ms until a wait for a message fails. */
export const timeoutRange = { min: 1, max: 86_400_000 } as const
/** Rounds of a loop. */
export const roundsRange = { min: 1, max: 1_000_000_000 } as const

/** What a step sends: what was typed, a file, or what the library of payloads has under a name. */
export type SequencePayload = Payload | FilePayload | { readonly form: 'saved'; readonly name: string }

/**
 * When a loop is over: after so many rounds; after the round in which a message came that matches; or after the round
 * behind which `text`, with its variables, matches. The last two fail when `times` rounds were not enough.
 */
export type LoopEnd =
  | { readonly is: 'times'; readonly times: number }
  | { readonly is: 'message'; readonly match: MessageMatch; readonly times: number }
  | { readonly is: 'value'; readonly text: string; readonly match: MessageMatch; readonly times: number }

/** A step that has no others in it. `set` gives a variable the text, made with what the last `expect` took out. */
export type PlainStep =
  | { readonly do: 'send'; readonly payload: SequencePayload }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'expect'; readonly match: MessageMatch; readonly timeoutMs: number }
  | { readonly do: 'set'; readonly variable: string; readonly text: string }
  | { readonly do: 'half-close' }
  | { readonly do: 'close' }
  | { readonly do: 'reset' }

/** One step of a sequence. */
export type SequenceStep = PlainStep | LoopStep
export interface LoopStep {
  readonly do: 'loop'
  readonly until: LoopEnd
  readonly steps: readonly SequenceStep[]
}

function whole({ min, max }: { readonly min: number; readonly max: number }) {
  return v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))
}

/** Rounds that nobody would wait for. */
const usualRounds = 1_000
const usualTimeout = 5_000
const TextSchema = v.pipe(v.string(), v.maxLength(65_536))

const plainSteps = [
  v.strictObject({
    do: v.literal('send'),
    payload: v.variant('form', [
      PayloadSchema,
      FilePayloadSchema,
      v.strictObject({ form: v.literal('saved'), name: PayloadNameSchema }),
    ]),
  }),
  v.strictObject({ do: v.literal('wait'), ms: whole(waitRange) }),
  v.strictObject({
    do: v.literal('expect'),
    match: MessageMatchSchema,
    timeoutMs: v.optional(whole(timeoutRange), usualTimeout),
  }),
  v.strictObject({ do: v.literal('set'), variable: VariableNameSchema, text: TextSchema }),
  v.strictObject({ do: v.literal('half-close') }),
  v.strictObject({ do: v.literal('close') }),
  v.strictObject({ do: v.literal('reset') }),
] as const

const LoopEndSchema = v.variant('is', [
  v.strictObject({ is: v.literal('times'), times: whole(roundsRange) }),
  v.strictObject({
    is: v.literal('message'),
    match: MessageMatchSchema,
    times: v.optional(whole(roundsRange), usualRounds),
  }),
  v.strictObject({
    is: v.literal('value'),
    text: TextSchema,
    match: MessageMatchSchema,
    times: v.optional(whole(roundsRange), usualRounds),
  }),
])

type StepsSchema = v.GenericSchema<unknown, readonly SequenceStep[]>

/** A schema that knows its depth, so that nothing that is nested deeper is ever walked. */
function stepsSchema(depth: number): StepsSchema {
  const most = v.maxLength<SequenceStep[], number>(sequenceLimits.steps)
  if (depth === 0) return v.pipe(v.array(v.variant('do', plainSteps)), most as never) as StepsSchema
  const loop = v.strictObject({ do: v.literal('loop'), until: LoopEndSchema, steps: stepsSchema(depth - 1) })
  return v.pipe(v.array(v.variant('do', [...plainSteps, loop])), most as never) as unknown as StepsSchema
}

export const SequenceNameSchema = PayloadNameSchema

/** Identifies a sequence within its workspace; made by whoever makes the sequence. */
export const SequenceIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/))
export type SequenceId = v.InferOutput<typeof SequenceIdSchema>

/** Steps with a name, as a file has them; {@link SequenceSchema} has the id as well. */
export const NewSequenceSchema = v.strictObject({
  name: SequenceNameSchema,
  steps: v.pipe(
    stepsSchema(sequenceLimits.depth),
    v.check(
      (steps) => stepCount(steps) <= sequenceLimits.steps,
      `has more than ${sequenceLimits.steps} steps`,
    ),
  ),
})
export type NewSequence = Readonly<v.InferOutput<typeof NewSequenceSchema>>

/** What is done on one connection, step by step. */
export const SequenceSchema = v.strictObject({ id: SequenceIdSchema, ...NewSequenceSchema.entries })
export type Sequence = Readonly<v.InferOutput<typeof SequenceSchema>>

/** The sequences of a workspace, in the order that the person gave them. */
export const SequenceListSchema = v.pipe(
  v.array(SequenceSchema),
  v.maxLength(sequenceLimits.sequences),
  v.check((all) => new Set(all.map(({ id }) => id)).size === all.length, 'has an id twice'),
  v.check((all) => new Set(all.map(({ name }) => name)).size === all.length, 'has a name twice'),
)

/** All steps, those in loops and the loops themselves among them. */
export function stepCount(steps: readonly SequenceStep[]): number {
  return steps.reduce((sum, step) => sum + 1 + (step.do === 'loop' ? stepCount(step.steps) : 0), 0)
}
