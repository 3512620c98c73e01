import type * as v from 'valibot'
import type { LocalText } from '../../language/local-text'
import type { SocketFeature } from '../socket-feature'

/** Where an option stands in the form. */
export type OptionGroup =
  | 'address'
  | 'connection'
  | 'tls'
  | 'target-tls'
  | 'websocket'
  | 'multicast'
  | 'socket'
  | 'messages'
  | 'behaviour'
  | 'faults'

/** How the form lets a person edit an option. */
export type OptionControl =
  | { readonly type: 'text'; readonly multiline?: boolean; readonly placeholder?: string }
  /** An address of this machine: free text with the machine's addresses offered. */
  | { readonly type: 'local-address' }
  /** Where datagrams go: free text with broadcast addresses and groups offered. */
  | { readonly type: 'datagram-target' }
  /** An interface of this machine, by name or address. */
  | { readonly type: 'interface' }
  /** A list of ciphers: free text with those of the runtime offered. */
  | { readonly type: 'ciphers' }
  /** Multicast groups (`multicast-group.ts`). */
  | { readonly type: 'groups' }
  | { readonly type: 'port' }
  | { readonly type: 'number'; readonly unit?: 'ms' | 'bytes' }
  | { readonly type: 'switch' }
  /** One of a list. */
  | {
      readonly type: 'choice'
      readonly choices: readonly { readonly value: string; readonly label: string | LocalText }[]
    }
  /** A passphrase or password; what stands in a configuration for one is told in `secret-option.ts`. */
  | { readonly type: 'secret' }
  /** The path of a file that the engine reads or writes. */
  | { readonly type: 'file'; readonly access: 'read' | 'write' }
  /** A framing (`framing.ts`): one of a list with what it needs to know. */
  | { readonly type: 'framing' }
  /** A text of faults (`faults/fault-text.ts`): one value for each fault and direction. */
  | { readonly type: 'faults' }

/**
 * The command line's side of an option: `--flag <value>`, or `--flag` alone for a switch or a value of its own (`sets`).
 * `help` is for a flag that does not do what the option's own help says, such as `--no-…`.
 */
export interface OptionFlag {
  readonly flag: string
  readonly value?: string
  readonly sets?: string | boolean
  readonly help?: string
  /** The value is not on the command line, which others can see: it is the first line of a file, or an environment variable. */
  readonly reads?: 'file' | 'environment'
  /** Each time it is given it adds to the value, with this between. */
  readonly repeats?: string
}

/** An option that is of use only while another has one of some values. */
export interface OptionCondition {
  readonly option: string
  readonly is: readonly (string | boolean)[]
}

/**
 * The one definition of an endpoint option: form, command line, workspace check and documentation are made from it.
 * `applies` tells whether a change takes effect at once or at the next start.
 */
export interface OptionDefinition<S extends v.GenericSchema = v.GenericSchema> {
  readonly schema: S
  readonly default: v.InferOutput<S>
  /** What a value has to be, where the control does not tell. */
  readonly demand?: LocalText
  readonly label: LocalText
  readonly help: LocalText
  readonly group: OptionGroup
  readonly control: OptionControl
  readonly cli?: OptionFlag | readonly OptionFlag[]
  /** The form shows it only where one of these holds; where it stands elsewhere it is kept and does nothing. */
  readonly shownWhen?: OptionCondition | readonly OptionCondition[]
  readonly applies: 'live' | 'restart'
  /** Where this is absent, only the default stands: other values are refused with `E_OPTION_UNAVAILABLE`. */
  readonly needs?: SocketFeature
}

/** Keeps the exact schema type of a definition. */
export function option<S extends v.GenericSchema>(definition: OptionDefinition<S>): OptionDefinition<S> {
  return definition
}

/** The flags of an option, in the order of the help. */
export function optionFlags({ cli }: OptionDefinition): readonly OptionFlag[] {
  if (cli === undefined) return []
  return Array.isArray(cli) ? (cli as readonly OptionFlag[]) : [cli as OptionFlag]
}

export type OptionDefinitions = Readonly<Record<string, OptionDefinition>>

/** What makes an option of use, any one of these; none where it always is. */
export function optionConditions({ shownWhen = [] }: OptionDefinition): readonly OptionCondition[] {
  return Array.isArray(shownWhen) ? (shownWhen as readonly OptionCondition[]) : [shownWhen as OptionCondition]
}

/** Is the option `name` of use with these values? One that hangs on another which is of no use is of none itself. */
export function isShown(
  definitions: OptionDefinitions,
  name: string,
  values: Readonly<Record<string, unknown>>,
): boolean {
  const definition = definitions[name]
  const conditions = definition ? optionConditions(definition) : []
  const holds = ({ option, is }: OptionCondition) =>
    is.some((value) => value === values[option]) && isShown(definitions, option, values)
  return conditions.length === 0 || conditions.some(holds)
}

/** The values of a set of options, defaults filled in. */
export type OptionValues<D extends OptionDefinitions> = {
  readonly [K in keyof D]: v.InferOutput<D[K]['schema']>
}
