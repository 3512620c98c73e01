import type { PayloadContext, PayloadScope } from './payload-context'
import { encodeUtf8 } from './payload-encoder'
import { innerTextReader } from './text-payload'
import type { EvaluateVariable } from './variables/variable-definition'
import type { VariableValue } from './variables/variable-value'

/** A text with variables that stays text; throws as `PayloadTemplate.evaluate` does. */
export type PlainTemplate = (context: PayloadContext) => string

/**
 * Reads a text with variables for people or the file system, not to be sent: it has no escapes but `\{{`. Throws the
 * faults of variables with their places. `write` makes text of each value.
 */
export function plainTemplate(
  text: string,
  scope: PayloadScope,
  write: (value: VariableValue) => string,
): PlainTemplate {
  const reader = innerTextReader(scope, encodeUtf8)
  const parts: (string | EvaluateVariable)[] = []
  let from = 0
  for (let at = text.indexOf('{{'); at >= 0; at = text.indexOf('{{', from)) {
    if (text.charAt(at - 1) === '\\' && at > from) {
      parts.push(text.slice(from, at - 1), '{{')
      from = at + 2
      continue
    }
    const read = reader.read(text, at)
    if (!read.ok) throw read.fault
    parts.push(text.slice(from, at), read.evaluate)
    from = at + read.length
  }
  parts.push(text.slice(from))
  return (context) => parts.map((part) => (typeof part === 'string' ? part : write(part(context)))).join('')
}
