import type { EndpointKind } from '../endpoint-kind'
import type { OptionDefinitions } from './option'
import { optionDefinitions } from './option-definitions'

/** What stands in a configuration for a secret that the engine keeps; given back, it leaves the secret as it is. */
export const keptSecret = '••••••••'

/** The names of a kind's options that are secrets: their values never stand in a workspace. */
export function secretOptions(kind: EndpointKind): readonly string[] {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  return Object.keys(definitions).filter((name) => definitions[name]!.control.type === 'secret')
}
