import { Option, type Command } from 'commander'
import * as v from 'valibot'
import type { OptionInput } from '../../shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../shared/endpoints/endpoint-kind'
import type { OptionDefinition, OptionDefinitions } from '../../shared/endpoints/options/option'
import { optionDefinitions } from '../../shared/endpoints/options/option-definitions'
import { usageError } from './command-failure'

/** Values of parsed flags by commander's names. */
export type FlagValues = Readonly<Record<string, unknown>>

/** Gives `command` a flag for each option of `kind` that has one in its definition. */
export function addOptionFlags(command: Command, kind: EndpointKind): void {
  for (const [, definition] of flagged(kind)) {
    const { flag, value, help = firstLower(definition.help.en) } = definition.cli!
    command.addOption(new Option(value === undefined ? flag : `${flag} <${value.toLowerCase()}>`, help))
  }
}

/** The endpoint options that flags were given for. Fails with `E_USAGE` for a value the definition refuses. */
export function optionsFromFlags(kind: EndpointKind, flags: FlagValues): OptionInput {
  const given: Record<string, unknown> = {}
  for (const [name, definition] of flagged(kind)) {
    const value = flagValue(definition, flags)
    if (value === undefined) continue
    const parsed = v.safeParse(definition.schema, value)
    if (!parsed.success) throw usageError(refusal(definition, String(value), parsed.issues[0].message))
    given[name] = parsed.output
  }
  return given
}

/** Numbers are told their range; texts have a sentence in their schema where they can be wrong. */
function refusal({ cli, default: usual, schema }: OptionDefinition, value: string, reason: string): string {
  const { flag } = cli!
  if (typeof usual !== 'number') return `${flag}: ${reason}`
  return `${flag} takes a whole number from ${limit(schema, 'min_value')} to ${limit(schema, 'max_value')}, not ${value}`
}

/** What one of the checks of a schema demands. */
function limit(schema: v.GenericSchema, check: 'min_value' | 'max_value'): string {
  const { pipe } = schema as {
    readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[]
  }
  return String(pipe?.find(({ type }) => type === check)?.requirement)
}

function flagged(kind: EndpointKind): [string, OptionDefinition][] {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  return Object.entries(definitions).filter(([, definition]) => definition.cli !== undefined)
}

/** Undefined where the flag was not given. Commander sets `--no-x` to true unless it was given. */
function flagValue(definition: OptionDefinition, flags: FlagValues): unknown {
  const option = new Option(definition.cli!.flag)
  const value = flags[option.attributeName()]
  if (option.negate) return value === false ? false : undefined
  if (typeof value === 'string' && typeof definition.default === 'number') {
    return /^-?\d+$/.test(value) ? Number(value) : value
  }
  return value
}

function firstLower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
