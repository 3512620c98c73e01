import { defaultOptions, type OptionInput } from '../../shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../shared/endpoints/endpoint-kind'
import {
  isShown,
  optionConditions,
  optionFlags,
  type OptionDefinitions,
  type OptionFlag,
} from '../../shared/endpoints/options/option'
import { optionDefinitions } from '../../shared/endpoints/options/option-definitions'
import { usageError } from './command-failure'
import { flagged } from './option-flags'

/**
 * Fails with `E_USAGE` where a flag was `given` for an option that does nothing while the others are as in `options`: what a
 * person asks for must not be left undone without a word.
 */
export function refuseIdleFlags(kind: EndpointKind, given: OptionInput, options: OptionInput): void {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  const values = { ...defaultOptions(kind), ...options }
  const idle = flagged(kind).find(({ name }) => name in given && !isShown(definitions, name, values))
  if (!idle) return
  const wanted = wantedFlags(definitions, idle.name, values)
  const why = wanted.length > 0 ? `without ${wanted.join(' or ')}` : 'with these addresses and flags'
  throw usageError(`${idle.cli.flag} does nothing ${why}`)
}

/** The flags that would make an option of use, as far as flags can. */
function wantedFlags(definitions: OptionDefinitions, name: string, values: OptionInput): readonly string[] {
  return optionConditions(definitions[name]!).flatMap(({ option, is }) =>
    is.some((value) => value === values[option])
      ? wantedFlags(definitions, option, values)
      : optionFlags(definitions[option]!)
          .filter((cli) => gives(cli, is))
          .map(({ flag, value }) => (value === undefined ? flag : `${flag} ${value}`)),
  )
}

/** Can this flag give an option one of these values? */
function gives({ flag, value, sets }: OptionFlag, is: readonly (string | boolean)[]): boolean {
  if (value !== undefined) return true
  return is.includes(sets ?? !flag.startsWith('--no-'))
}
