import { SockwrightError } from '../contract/errors'
import type { PayloadContext, PayloadScope } from './payload-context'
import { encodeUtf8 } from './payload-encoder'
import { innerTextReader } from './text-payload'
import type { EvaluateVariable } from './variables/variable-definition'
import { textOf } from './variables/variable-value'

/** A file name with variables, made at each sending. Throws as `PayloadTemplate.evaluate` does. */
export type NameTemplate = (context: PayloadContext) => string

/** What a name may not get from a value: it would name another folder, or no file at all. */
const unsafe = /[/\\\0]/

/**
 * Reads a file name or path with variables. It has no escapes but `\{{`, since backslashes separate folders on Windows.
 * Throws the faults of variables with their places. A value with a separator of folders fails with `E_VARIABLE_NAME`.
 */
export function nameTemplate(text: string, scope: PayloadScope): NameTemplate {
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
  return (context) => parts.map((part) => (typeof part === 'string' ? part : valueIn(part, context))).join('')
}

function valueIn(evaluate: EvaluateVariable, context: PayloadContext): string {
  const value = textOf(evaluate(context))
  if (unsafe.test(value)) throw new SockwrightError('E_VARIABLE_NAME', { value: value.slice(0, 40) })
  return value
}
