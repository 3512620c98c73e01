import * as v from 'valibot'
import type { PayloadMatch } from '../payload/payload-context'

/** The longest text, pattern or hex of a match, in UTF-16 units. */
const maxMatchText = 65_536
const MatchTextSchema = v.pipe(v.string(), v.maxLength(maxMatchText))

/**
 * Which messages a rule is for. `text` has the escapes of payload text and is compared as bytes in the endpoint's
 * encoding; `hex` has `?` for any digit; `pattern` is a regular expression (re2js syntax) with the flags `i`, `m`, `s`.
 */
export const MessageMatchSchema = v.variant('by', [
  v.strictObject({ by: v.literal('any') }),
  v.strictObject({ by: v.literal('exact'), text: MatchTextSchema }),
  v.strictObject({ by: v.literal('contains'), text: MatchTextSchema }),
  v.strictObject({ by: v.literal('starts'), text: MatchTextSchema }),
  v.strictObject({ by: v.literal('ends'), text: MatchTextSchema }),
  v.strictObject({ by: v.literal('hex'), hex: MatchTextSchema }),
  v.strictObject({
    by: v.literal('regex'),
    pattern: MatchTextSchema,
    flags: v.optional(v.pipe(v.string(), v.regex(/^[ims]{0,3}$/)), ''),
  }),
])
export type MessageMatch = v.InferOutput<typeof MessageMatchSchema>

/** A match ready for use. */
export interface MessageMatcher {
  /** Names of the groups it takes out: `0`, the whole match, among them. */
  readonly groups: ReadonlySet<string>
  /** Null where the message is not meant. Time is linear in the length of the message. */
  match(message: Uint8Array): PayloadMatch | null
}
