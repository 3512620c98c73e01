import type * as v from 'valibot'
import type { LocalText } from '../../language/local-text'

/** Where an option stands in the form. */
export type OptionGroup = 'address' | 'connection' | 'messages' | 'behaviour'

/** How the form lets a person edit an option. */
export type OptionControl =
  | { readonly type: 'text'; readonly multiline?: boolean; readonly placeholder?: string }
  /** An address of this machine: free text with the machine's addresses offered. */
  | { readonly type: 'local-address' }
  | { readonly type: 'port' }
  | { readonly type: 'number'; readonly unit?: 'ms' | 'bytes' }
  | { readonly type: 'switch' }
  /** One of a list whose words are the same in every language. */
  | {
      readonly type: 'choice'
      readonly choices: readonly { readonly value: string; readonly label: string }[]
    }
  /** A framing (`framing.ts`): one of a list with what it needs to know. */
  | { readonly type: 'framing' }

/**
 * The command line's side of an option: `--flag <value>`, or `--flag` alone for a switch. `help` is for a `--no-…` flag,
 * which does the opposite of what the option's own help says.
 */
export interface OptionFlag {
  readonly flag: string
  readonly value?: string
  readonly help?: string
}

/**
 * The one definition of an endpoint option: form, command line, workspace check and documentation are made from it.
 * `applies` tells whether a change takes effect at once or at the next start.
 */
export interface OptionDefinition<S extends v.GenericSchema = v.GenericSchema> {
  readonly schema: S
  readonly default: v.InferOutput<S>
  readonly label: LocalText
  readonly help: LocalText
  readonly group: OptionGroup
  readonly control: OptionControl
  readonly cli?: OptionFlag
  readonly applies: 'live' | 'restart'
}

/** Keeps the exact schema type of a definition. */
export function option<S extends v.GenericSchema>(definition: OptionDefinition<S>): OptionDefinition<S> {
  return definition
}

export type OptionDefinitions = Readonly<Record<string, OptionDefinition>>

/** The values of a set of options, defaults filled in. */
export type OptionValues<D extends OptionDefinitions> = {
  readonly [K in keyof D]: v.InferOutput<D[K]['schema']>
}
