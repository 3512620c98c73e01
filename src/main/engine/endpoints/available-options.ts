import { SockwrightError } from '../../../shared/contract/errors'
import type { OptionInput } from '../../../shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../../shared/endpoints/endpoint-kind'
import type { OptionDefinitions } from '../../../shared/endpoints/options/option'
import { optionDefinitions } from '../../../shared/endpoints/options/option-definitions'
import { socketFeatureNeeds } from '../../../shared/endpoints/socket-feature'
import { socketFeaturesHere } from '../network/socket-features'

/** `E_OPTION_UNAVAILABLE` for each option that is not at its default and needs what this runtime or system lacks. */
export async function unavailableOptions(
  kind: EndpointKind,
  values: OptionInput,
): Promise<SockwrightError[]> {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  const wanted = Object.entries(definitions).filter(
    ([name, { needs, default: usual }]) => needs !== undefined && values[name] !== usual,
  )
  if (wanted.length === 0) return []
  const here = await socketFeaturesHere()
  return wanted.flatMap(([option, { needs, label }]) =>
    needs === undefined || here.has(needs)
      ? []
      : [new SockwrightError('E_OPTION_UNAVAILABLE', { option, label, needs: socketFeatureNeeds[needs] })],
  )
}
