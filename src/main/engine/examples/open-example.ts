import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { Language } from '../../../shared/language/local-text'
import type { EndpointRegistry } from '../endpoint-registry'
import { suggestPort } from '../network/suggest-port'
import { exampleDefinitions, type ExampleName } from './example-definitions'

/** Where examples begin to look for a free port: easy to read, and rarely taken. */
const firstPort = 9_000

/**
 * Makes the endpoints of an example on free ports in the open workspace and starts them. When one cannot be started, all
 * are taken away again and the failure is thrown. Their names are in `language`.
 */
export async function openExample(
  endpoints: EndpointRegistry,
  example: ExampleName,
  language: Language,
): Promise<readonly EndpointConfig[]> {
  const transport = example === 'udp-pair' ? 'udp' : 'tcp'
  const definitions = exampleDefinitions[example]
  const ports: number[] = []
  while (ports.length < definitions.length) {
    const last = ports.at(-1)
    ports.push(await suggestPort(transport, '127.0.0.1', last === undefined ? firstPort : last + 1))
  }
  const created: EndpointConfig[] = []
  try {
    for (const [index, { kind, name, options }] of definitions.entries()) {
      const [own, other] = [ports[index]!, ports[index === 0 ? 1 : index - 1]!]
      created.push(await endpoints.createAnother(kind, name[language], options({ own, other })))
    }
    for (const { id } of created) await endpoints.get(id).start()
    return created
  } catch (failure) {
    for (const { id } of created) await endpoints.discard(id)
    throw failure
  }
}
