import type { OptionInput } from '../../../shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../../shared/endpoints/endpoint-kind'
import { keptSecret, secretOptions } from '../../../shared/endpoints/options/secret-option'
import type { EndpointSecrets } from './secret-store'

/**
 * Takes the secrets out of options that a person gave: what is `open` may stand in a workspace. A secret that is not
 * given, or given back as {@link keptSecret}, stays as `before`; an empty one is removed.
 */
export function takeSecrets(
  kind: EndpointKind,
  input: OptionInput,
  before: EndpointSecrets,
): { readonly open: OptionInput; readonly secrets: EndpointSecrets } {
  const open: Record<string, unknown> = { ...input }
  const secrets = new Map(Object.entries(before))
  for (const name of secretOptions(kind)) {
    const given = input[name]
    if (typeof given !== 'string') continue
    if (given === '') secrets.delete(name)
    else if (given !== keptSecret) secrets.set(name, given)
    open[name] = secrets.has(name) ? keptSecret : ''
  }
  return { open, secrets: Object.fromEntries(secrets) }
}
