import * as v from 'valibot'

/** The longest text or pattern of a rewriting, in UTF-16 units. */
const maxText = 65_536
const TextSchema = v.pipe(v.string(), v.maxLength(maxText))
/** With digits left open, time grows with the length of what is looked for: 256 bytes at most. */
const HexSchema = v.pipe(v.string(), v.maxLength(1_024))

/**
 * What is looked for in a message, and what stands in its place; empty takes it away. `text`: both with the escapes of
 * payload text, in the endpoint's encoding. `hex`: pairs of digits, `?` for any digit of what is looked for. `regex`: a
 * regular expression (re2js syntax) with the flags `i`, `m`, `s`, read as UTF-8, and a text with escapes in which `$1`,
 * `${name}` and `$0` are its groups and `$$` is a dollar sign.
 */
export const ReplacementSchema = v.variant('by', [
  v.strictObject({ by: v.literal('text'), find: TextSchema, replace: TextSchema }),
  v.strictObject({ by: v.literal('hex'), find: HexSchema, replace: TextSchema }),
  v.strictObject({
    by: v.literal('regex'),
    find: TextSchema,
    replace: TextSchema,
    flags: v.optional(v.pipe(v.string(), v.regex(/^[ims]{0,3}$/)), ''),
  }),
])
export type Replacement = v.InferOutput<typeof ReplacementSchema>

/** Which messages of a relay are rewritten: from the client (`in`), from the target (`out`), or both. */
export const rewriteDirections = ['in', 'out', 'both'] as const
export type RewriteDirection = (typeof rewriteDirections)[number]

/** One find and replace within the messages of a relay. */
export const RewriteSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/)),
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  on: v.optional(v.boolean(), true),
  direction: v.optional(v.picklist(rewriteDirections), 'both'),
  replacement: ReplacementSchema,
})
export type Rewrite = v.InferOutput<typeof RewriteSchema>

/** The rewritings of a relay in their order: each works on what the one before has made. */
export const RewriteListSchema = v.pipe(v.array(RewriteSchema), v.maxLength(1_000))
