import * as v from 'valibot'

/** The longest script, in UTF-16 units. */
export const longestScript = 256 * 1024

/** Memory that one script may use, bytes: its variables, and the machine it runs on. */
export const scriptMemoryBytes = 64 * 1024 * 1024

/** How long one call of a script may take, ms: a handler, a timer, or its first run. */
export const scriptDeadlineMs = 1_000

/** What a script may send in one call, bytes. */
export const mostScriptOutput = 8 * 1024 * 1024

/** Timers of one script at once. */
export const mostScriptTimers = 10_000

/** The name under which the records that it sends name it. */
export const ScriptNameSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80))

/** The script of an endpoint. What is off, or has no text, does nothing. */
export const EndpointScriptSchema = v.strictObject({
  on: v.optional(v.boolean(), true),
  name: ScriptNameSchema,
  source: v.pipe(v.string(), v.maxLength(longestScript)),
})
export type EndpointScript = v.InferOutput<typeof EndpointScriptSchema>

export const noScript: EndpointScript = { on: false, name: 'script', source: '' }

/** Is there anything that could run? */
export function hasScript({ source }: EndpointScript): boolean {
  return source.trim() !== ''
}

export function sameScript(one: EndpointScript, other: EndpointScript): boolean {
  return one.on === other.on && one.name === other.name && one.source === other.source
}
