import { SockwrightError } from '../../contract/errors'
import { faultAt } from '../payload-compilation'
import type { PayloadContext } from '../payload-context'
import {
  signatureOf,
  type VariableArguments,
  type VariableDefinition,
  type VariableParameter,
} from './variable-definition'

/** Reads text that ends at a closing parenthesis; `end` is the place of the parenthesis. Throws faults with places. */
export type ReadInner = (
  text: string,
  from: number,
) => { readonly evaluate: (context: PayloadContext) => Uint8Array; readonly end: number }

interface ReadArguments {
  readonly args: Omit<VariableArguments, 'member'>
  /** Behind the closing parenthesis, or behind the name where there is none. */
  readonly end: number
}

const nothing = new Uint8Array()
const noArguments = { numbers: [], format: '', inner: () => nothing }
const integer = /^[+-]?\d{1,16}$/

/** Reads the arguments behind the name `text[from, to)`. Throws `E_VARIABLE_ARGUMENT` and faults of inner text. */
export function readArguments(
  text: string,
  from: number,
  to: number,
  definition: VariableDefinition,
  readInner: ReadInner,
): ReadArguments {
  const { parameters } = definition
  const [first] = parameters
  const given = text.charAt(to) === '('
  if (!first || !given) {
    const needed = parameters.some(isNeeded)
    if (given || needed) throw wrong(definition, given ? '(' : '', from, given ? to + 1 : to)
    return { args: { ...noArguments, numbers: usualNumbers(parameters, []) }, end: to }
  }
  if (first.type === 'text') {
    const { evaluate, end } = readInner(text, to + 1)
    return { args: { ...noArguments, inner: evaluate }, end: end + 1 }
  }
  const end = closingAt(text, to + 1)
  if (end === null) throw new SockwrightError('E_VARIABLE', { ...faultAt(to, 1) })
  const inside = text.slice(to + 1, end)
  if (first.type === 'format') {
    if (!first.optional && inside.trim() === '') throw wrong(definition, '', to, end + 1)
    return { args: { ...noArguments, format: inside }, end: end + 1 }
  }
  return { args: { ...noArguments, numbers: readNumbers(definition, inside, to + 1) }, end: end + 1 }
}

/** The closing parenthesis on the same line, those between single quotes left out. */
function closingAt(text: string, from: number): number | null {
  let quoted = false
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\n') return null
    if (character === "'") quoted = !quoted
    else if (character === ')' && !quoted) return at
  }
  return null
}

function readNumbers(definition: VariableDefinition, inside: string, offset: number): number[] {
  const { parameters } = definition
  const parts = inside.trim() === '' ? [] : inside.split(',')
  let at = offset
  const numbers = parts.map((part, index) => {
    const from = at
    at += part.length + 1
    const parameter = parameters[index]
    const value = integer.test(part.trim()) ? Number(part) : NaN
    const fits = parameter?.type === 'integer' && value >= parameter.least && value <= parameter.most
    if (!fits) throw wrong(definition, part.trim(), from, from + Math.max(1, part.length))
    return value
  })
  const missing = parameters.slice(parts.length).some(isNeeded)
  if (missing) throw wrong(definition, inside.trim(), offset - 1, offset + inside.length + 1)
  return usualNumbers(parameters, numbers)
}

function isNeeded(parameter: VariableParameter): boolean {
  if (parameter.type === 'integer') return parameter.usual === undefined
  return parameter.type === 'text' || !parameter.optional
}

function usualNumbers(parameters: readonly VariableParameter[], given: readonly number[]): number[] {
  return parameters.flatMap((parameter, index) =>
    parameter.type === 'integer' ? [given[index] ?? parameter.usual ?? 0] : [],
  )
}

function wrong(definition: VariableDefinition, argument: string, from: number, to: number): SockwrightError {
  const name = signatureOf(definition)
  return new SockwrightError('E_VARIABLE_ARGUMENT', { name, argument, ...faultAt(from, to - from) })
}
