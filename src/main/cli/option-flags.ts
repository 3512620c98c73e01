import { readFileSync } from 'node:fs'
import { Option, type Command } from 'commander'
import * as v from 'valibot'
import { SockwrightError } from '../../shared/contract/errors'
import type { OptionInput } from '../../shared/endpoints/endpoint-config'
import { endpointKindTexts, type EndpointKind } from '../../shared/endpoints/endpoint-kind'
import { parseGroups } from '../../shared/endpoints/multicast-group'
import {
  optionFlags,
  type OptionDefinition,
  type OptionDefinitions,
  type OptionFlag,
  type OptionGroup,
} from '../../shared/endpoints/options/option'
import { optionDemand } from '../../shared/endpoints/options/option-demand'
import { optionDefinitions } from '../../shared/endpoints/options/option-definitions'
import { usageError } from './command-failure'

/** Values of parsed flags by commander's names. */
export type FlagValues = Readonly<Record<string, unknown>>

/** A longer value is not said again, characters. */
const longestToldValue = 80

/** An option that has a flag, and the flag; one with several flags comes several times. */
export interface Flagged {
  readonly name: string
  readonly definition: OptionDefinition
  readonly cli: OptionFlag
}

/** What stands above the flags of each group in the help of a command. */
const groupHeadings: Readonly<Record<OptionGroup, string>> = {
  // Addresses are arguments; of what stands beside them in the form, only sub-protocols are flags.
  address: 'WebSocket:',
  connection: 'Connection:',
  tls: 'TLS:',
  'target-tls': 'TLS with the target:',
  websocket: 'WebSocket:',
  multicast: 'Multicast:',
  socket: 'Socket options:',
  messages: 'Messages:',
  behaviour: 'Behaviour:',
  faults: 'Faults:',
}

/** Gives `command` the flags of the options of `kinds`. */
export function addOptionFlags(command: Command, kinds: readonly EndpointKind[]): void {
  const added = new Set<string>()
  for (const { definition, cli } of kinds.flatMap(flagged)) {
    const { flag, value, repeats } = cli
    if (added.has(flag)) continue
    added.add(flag)
    const form = value === undefined ? flag : `${flag} <${value.toLowerCase()}>`
    const made = new Option(form, flagHelp(definition, cli)).helpGroup(groupHeadings[definition.group])
    command.addOption(repeats === undefined ? made : made.argParser(joinedBy(repeats)))
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
  for (const one of own) {
    const value = readValue(one, flags)
    if (value === undefined) continue
    const { flag } = one.cli
    if (one.name in given) throw usageError(`${flag} and another flag set the same thing: give one of them`)
    const parsed = v.safeParse(one.definition.schema, value)
    if (!parsed.success) throw refusalOf(one, String(value))
    given[one.name] = parsed.output
  }
  return given
}

function refuseForeign(
  kind: EndpointKind,
  own: readonly Flagged[],
  kinds: readonly EndpointKind[],
  flags: FlagValues,
): void {
  const known = new Set(own.map(({ cli }) => cli.flag))
  const foreign = kinds
    .flatMap(flagged)
    .find((one) => !known.has(one.cli.flag) && flagValue(one, flags) !== undefined)
  if (foreign) throw usageError(`${foreign.cli.flag} is not for a ${endpointKindTexts[kind].name.en}`)
}

function refusalOf(flagged: Flagged, value: string): SockwrightError {
  const groups = flagged.definition.control.type === 'groups' ? parseGroups(value) : null
  if (groups?.ok === false && groups.notGroup !== null) {
    return new SockwrightError('E_GROUP_RANGE', { group: groups.notGroup })
  }
  return usageError(refusal(flagged, value))
}

/** Says what the flag takes, and what was given where that is short. */
function refusal({ definition, cli }: Flagged, value: string): string {
  const demand = optionDemand(definition, value).en
  const isNumber = typeof definition.default === 'number'
  const takes = /^it is ((?:a|one) .*)$/.exec(demand)?.[1] ?? (isNumber ? demand : undefined)
  if (takes === undefined) return `${cli.flag}: ${demand}`
  const not = value === '' ? 'nothing' : value
  return `${cli.flag} takes ${takes}${not.length <= longestToldValue ? `, not ${not}` : ''}`
}

/** The flags of a kind of endpoint, in the order of the help. */
export function flagged(kind: EndpointKind): Flagged[] {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  return Object.entries(definitions).flatMap(([name, definition]) =>
    optionFlags(definition).map((cli) => ({ name, definition, cli })),
  )
}

/** A flag that repeats: what it was given, with this between. */
function joinedBy(between: string): (value: string, before: string | undefined) => string {
  return (value, before) => (before === undefined ? value : `${before}${between}${value}`)
}

/** What a flag gives, read from where it says. Fails with `E_USAGE` where that cannot be read. */
function readValue(flagged: Flagged, flags: FlagValues): unknown {
  const value = flagValue(flagged, flags)
  const { reads, flag } = flagged.cli
  if (reads === undefined || typeof value !== 'string') return value
  return reads === 'file' ? firstLine(flag, value) : environmentVariable(flag, value)
}

function firstLine(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0]!
  } catch (thrown) {
    throw usageError(
      `${flag}: ${path} cannot be read (${(thrown as NodeJS.ErrnoException).code ?? 'failed'})`,
    )
  }
}

function environmentVariable(flag: string, name: string): string {
  const value = process.env[name]
  if (value === undefined) throw usageError(`${flag}: there is no environment variable ${name}`)
  return value
}

/** Undefined where the flag was not given. Commander sets `--no-x` to true unless it was given. */
function flagValue({ definition, cli }: Flagged, flags: FlagValues): unknown {
  const option = new Option(cli.flag)
  const value = flags[option.attributeName()]
  if (option.negate) return value === false ? false : undefined
  if (cli.sets !== undefined) return value === true ? cli.sets : undefined
  if (typeof value === 'string' && typeof definition.default === 'number') {
    return /^-?\d+$/.test(value) ? Number(value) : value
  }
  return value
}

/** What a flag does, and what holds without it where that is a value. */
function flagHelp(definition: OptionDefinition, { value, help }: OptionFlag): string {
  const text = (help ?? firstLower(definition.help.en)).replace(/\.$/, '')
  const usual: unknown = definition.default
  if (value === undefined || optionFlags(definition).length > 1 || usual === '') return text
  if (typeof usual === 'number') return `${text} (default: ${usual.toLocaleString('en')})`
  return typeof usual === 'string' ? `${text} (default: ${usual})` : text
}

/** Names such as TLSv1 stay as they are. */
function firstLower(text: string): string {
  return /^[A-Z](?![A-Z])/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
