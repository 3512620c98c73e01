import { Option, type Command } from 'commander'
import * as v from 'valibot'
import type { OptionInput } from '../../shared/endpoints/endpoint-config'
import { endpointKindTexts, type EndpointKind } from '../../shared/endpoints/endpoint-kind'
import type { OptionDefinition, OptionDefinitions } from '../../shared/endpoints/options/option'
import { optionDefinitions } from '../../shared/endpoints/options/option-definitions'
import { usageError } from './command-failure'

/** Values of parsed flags by commander's names. */
export type FlagValues = Readonly<Record<string, unknown>>

/** Gives `command` a flag for each option of `kinds` that has one in its definition. */
export function addOptionFlags(command: Command, kinds: readonly EndpointKind[]): void {
  const added = new Set<string>()
  for (const [, definition] of kinds.flatMap(flagged)) {
    const { flag, value, help = firstLower(definition.help.en) } = definition.cli!
    if (added.has(flag)) continue
    added.add(flag)
    command.addOption(new Option(value === undefined ? flag : `${flag} <${value.toLowerCase()}>`, help))
  }
}

/**
 * The endpoint options that flags were given for. Fails with `E_USAGE` for a value the definition refuses, and for a flag
 * that only another of the `kinds` of the command has.
 */
export function optionsFromFlags(
  kind: EndpointKind,
  kinds: readonly EndpointKind[],
  flags: FlagValues,
): OptionInput {
  const own = flagged(kind)
  refuseForeign(kind, own, kinds, flags)
  const given: Record<string, unknown> = {}
  for (const [name, definition] of own) {
    const value = flagValue(definition, flags)
    if (value === undefined) continue
    const parsed = v.safeParse(definition.schema, value)
    if (!parsed.success) throw usageError(refusal(definition, String(value), parsed.issues[0].message))
    given[name] = parsed.output
  }
  return given
}

function refuseForeign(
  kind: EndpointKind,
  own: readonly [string, OptionDefinition][],
  kinds: readonly EndpointKind[],
  flags: FlagValues,
): void {
  const known = new Set(own.map(([, { cli }]) => cli!.flag))
  const foreign = kinds
    .flatMap(flagged)
    .find(([, definition]) => !known.has(definition.cli!.flag) && flagValue(definition, flags) !== undefined)
  if (!foreign) return
  throw usageError(`${foreign[1].cli!.flag} is not for a ${endpointKindTexts[kind].name.en}`)
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
