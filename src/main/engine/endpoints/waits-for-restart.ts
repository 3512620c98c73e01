import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { OptionDefinitions } from '../../../shared/endpoints/options/option'
import { optionDefinitions } from '../../../shared/endpoints/options/option-definitions'

/** Do options differ that take effect at the next start only? */
export function waitsForRestart(running: EndpointConfig, next: EndpointConfig): boolean {
  const definitions: OptionDefinitions = optionDefinitions[next.kind]
  const before: Readonly<Record<string, unknown>> = running.options
  const after: Readonly<Record<string, unknown>> = next.options
  return Object.entries(definitions).some(
    ([name, { applies }]) => applies === 'restart' && before[name] !== after[name],
  )
}
