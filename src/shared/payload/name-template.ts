import { SockwrightError } from '../contract/errors'
import type { PayloadScope } from './payload-context'
import { plainTemplate, type PlainTemplate } from './plain-template'
import { textOf, type VariableValue } from './variables/variable-value'

/** What a name may not get from a value: it would name another folder, or no file at all. */
const unsafe = /[/\\\0]/

/**
 * Reads a file name or path with variables, made at each sending. Backslashes separate folders on Windows. A value with
 * a separator of folders fails with `E_VARIABLE_NAME`.
 */
export function nameTemplate(text: string, scope: PayloadScope): PlainTemplate {
  return plainTemplate(text, scope, safeName)
}

function safeName(value: VariableValue): string {
  const text = textOf(value)
  if (unsafe.test(text)) throw new SockwrightError('E_VARIABLE_NAME', { value: text.slice(0, 40) })
  return text
}
