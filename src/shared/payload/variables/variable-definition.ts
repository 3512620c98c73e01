import type { LocalText } from '../../language/local-text'
import type { PayloadContext } from '../payload-context'
import type { VariableValue } from './variable-value'

/** One argument between the parentheses of a variable. */
export type VariableParameter =
  | {
      readonly type: 'integer'
      readonly name: string
      readonly least: number
      readonly most: number
      /** Taken where the argument is left out; without it the argument must be there. */
      readonly usual?: number
    }
  /** Everything up to the closing parenthesis; checked by the definition's `make`. */
  | { readonly type: 'format'; readonly name: string; readonly optional: boolean }
  /** Text with escapes and variables of its own, up to the closing parenthesis. */
  | { readonly type: 'text'; readonly name: string }

/** The arguments of one use of a variable. */
export interface VariableArguments {
  /** Values of the integer parameters, those left out filled in. */
  readonly numbers: readonly number[]
  /** What stands for a `format`; empty where it is left out. */
  readonly format: string
  /** The bytes of a `text` parameter. */
  readonly inner: (context: PayloadContext) => Uint8Array
  /** What follows the name of a family, such as `NAME` in `env.NAME`. */
  readonly member: string
}

/** Makes the value at one sending. Throws coded failures, to whose details the place is added. */
export type EvaluateVariable = (context: PayloadContext) => VariableValue

/** Why arguments cannot be taken although each is of its type. */
export interface ArgumentProblem {
  readonly problem: string
}

/** One variable: parser, completion, and documentation are made from this. */
export interface VariableDefinition {
  /** `random.int`; for a family, what stands before the dot. */
  readonly name: string
  /** Is set for a family of variables: how people write a member (`NAME`) and what it may be. */
  readonly member?: { readonly placeholder: string; readonly pattern: RegExp }
  readonly parameters: readonly VariableParameter[]
  /** What has to be there for it to have a value. */
  readonly needs: 'nothing' | 'recipient' | 'match' | 'environment'
  readonly help: LocalText
  readonly example: string
  readonly make: (args: VariableArguments) => EvaluateVariable | ArgumentProblem
}

/** How a variable is written: `seq(start, step, width)`, `env.NAME`. Optional arguments may be left out from the last. */
export function signatureOf({ name, member, parameters }: VariableDefinition): string {
  const full = member ? `${name}.${member.placeholder}` : name
  return parameters.length === 0 ? full : `${full}(${parameters.map((one) => one.name).join(', ')})`
}
