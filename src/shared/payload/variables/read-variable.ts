import { SockwrightError } from '../../contract/errors'
import { faultAt } from '../payload-compilation'
import { nobody, type PayloadScope } from '../payload-context'
import { findConversion, type Conversion } from './conversions'
import { readArguments, type ReadInner } from './read-arguments'
import type { EvaluateVariable } from './variable-definition'
import { findVariable } from './variable-definitions'
import { variableName } from './variable-name'
import { numberValue, parseNumber, textValue } from './variable-value'

/** `{{…}}` in a payload: its value at each sending, or what is wrong with it. `length` is that of all of it. */
export type VariableReading =
  | { readonly ok: true; readonly length: number; readonly evaluate: EvaluateVariable }
  | { readonly ok: false; readonly length: number; readonly fault: SockwrightError }

/** What a word ends at. */
const word = /[^\s(){}]+/uy
const blanks = /[ \t]*/y

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return at + (pattern.exec(text)?.[0].length ?? 0)
}

/** Where to go on behind a variable that is wrong: behind its end on the same line, or else behind its braces. */
function resumeAt(text: string, at: number, from: number): number {
  if (from > at + 2 && text.slice(from - 2, from) === '}}') return from
  const end = text.indexOf('}}', from)
  const line = text.indexOf('\n', at)
  return end < 0 || (line >= 0 && line < end) ? at + 2 : end + 2
}

/** A failure with its place in the text. */
function placed(failure: SockwrightError, from: number, to: number): SockwrightError {
  return new SockwrightError(failure.code, { ...failure.details, ...faultAt(from, to - from) })
}

/** A payload has no more variables, so that none takes a second to evaluate, and functions are no deeper nested. */
const mostVariables = 1_000
const deepest = 8

/** Reads variables of one payload. `readInner` reads the text between the parentheses of a function. */
export class VariableReader {
  #count = 0
  #depth = 0

  constructor(
    private readonly scope: PayloadScope,
    private readonly readInner: ReadInner,
  ) {}

  /** Reads the variable whose `{{` is at `at`. */
  read(text: string, at: number): VariableReading {
    this.#depth += 1
    try {
      if (++this.#count > mostVariables || this.#depth > deepest) {
        const limits = { limit: mostVariables, depth: deepest }
        throw new SockwrightError('E_VARIABLE_COUNT', { ...limits, ...faultAt(at, 2) })
      }
      return this.#read(text, at)
    } catch (thrown) {
      if (!(thrown instanceof SockwrightError)) throw thrown
      const { index, length } = thrown.details as { index: number; length: number }
      const to = resumeAt(text, at, index + length)
      // Whatever else may be wrong, a variable without an end is not one.
      const fault = index + length > to ? new SockwrightError('E_VARIABLE', { ...faultAt(at, 2) }) : thrown
      return { ok: false, length: to - at, fault }
    } finally {
      this.#depth -= 1
    }
  }

  #read(text: string, at: number): VariableReading {
    const open = faultAt(at, 2)
    let from = skip(blanks, text, at + 2)
    let to = skip(word, text, from)
    if (to === from) throw new SockwrightError('E_VARIABLE', { ...open })
    let conversion: Conversion | null = null
    const next = skip(blanks, text, to)
    const nextEnd = skip(word, text, next)
    if (next > to && nextEnd > next) {
      conversion = findConversion(text.slice(from, to))
      if (!conversion) throw this.#unknown(text.slice(from, to), from)
      from = next
      to = nextEnd
    }
    const { evaluate, end } = this.#value(text, from, to)
    const close = skip(blanks, text, end)
    if (!text.startsWith('}}', close)) throw new SockwrightError('E_VARIABLE', { ...open })
    const whole = withPlace(evaluate, conversion, at, close + 2)
    // A number that is written out and does not fit is wrong before anything is sent.
    if (conversion && isConstant(text, from, to)) whole(nobody)
    return { ok: true, length: close + 2 - at, evaluate: whole }
  }

  /** What is called `text[from, to)`, with its arguments; `end` is behind them. */
  #value(text: string, from: number, to: number): { evaluate: EvaluateVariable; end: number } {
    const name = text.slice(from, to)
    const number = parseNumber(name)
    if (number !== null && text.charAt(to) !== '(') return { evaluate: () => numberValue(number), end: to }
    const found = findVariable(name)
    if (!found && text.charAt(to) === '(') throw this.#unknown(name, from)
    if (!found) return { evaluate: this.#workspaceVariable(name, from), end: to }
    const { definition, member } = found
    if (definition.needs === 'match') this.#checkMatch(name, member, from)
    const { args, end } = readArguments(text, from, to, definition, this.readInner)
    const made = definition.make({ ...args, member })
    if (typeof made === 'function') return { evaluate: made, end }
    const signature = { name, argument: made.problem }
    throw placed(new SockwrightError('E_VARIABLE_ARGUMENT', signature), to + 1, Math.max(to + 2, end - 1))
  }

  #checkMatch(name: string, member: string, from: number): void {
    const groups = this.scope.match
    const wrong = groups === null ? 'E_VARIABLE_PLACE' : groups.has(member) ? null : 'E_VARIABLE_GROUP'
    if (wrong) throw new SockwrightError(wrong, { name, member, ...faultAt(from, name.length) })
  }

  #workspaceVariable(name: string, from: number): EvaluateVariable {
    const { variables } = this.scope
    if (!variableName.test(name) || variables?.has(name) === false) throw this.#unknown(name, from)
    return ({ sources }) => {
      if (!Object.hasOwn(sources.variables, name)) throw this.#unknown(name, from)
      return textValue(sources.variables[name]!)
    }
  }

  #unknown(name: string, from: number): SockwrightError {
    return new SockwrightError('E_VARIABLE_UNKNOWN', { name, ...faultAt(from, name.length) })
  }
}

/** Evaluates, converts, and gives a failure that has no place that of the variable. */
function withPlace(
  evaluate: EvaluateVariable,
  conversion: Conversion | null,
  from: number,
  to: number,
): EvaluateVariable {
  return (context) => {
    try {
      const value = evaluate(context)
      return conversion ? conversion.convert(value) : value
    } catch (thrown) {
      if (!(thrown instanceof SockwrightError) || 'index' in thrown.details) throw thrown
      throw placed(thrown, from, to)
    }
  }
}

function isConstant(text: string, from: number, to: number): boolean {
  return parseNumber(text.slice(from, to)) !== null
}
