import type { EndpointConfig } from '../../../shared/endpoints/endpoint-config'
import type { EndpointRegistry } from '../endpoint-registry'
import { suggestPort } from '../network/suggest-port'
import { exampleDefinitions, type ExampleName } from './example-definitions'

/** Where examples begin to look for a free port: easy to read, and rarely taken. */
const firstPort = 9_000

/**
 * Makes the two endpoints of an example on free ports in the open workspace and starts them. When one cannot be
 * started, both are taken away again and the failure is thrown.
 */
export async function openExample(
  endpoints: EndpointRegistry,
  example: ExampleName,
): Promise<readonly EndpointConfig[]> {
  const [first, second] = exampleDefinitions[example]
  const transport = example === 'udp-pair' ? 'udp' : 'tcp'
  const port = await suggestPort(transport, '127.0.0.1', firstPort)
  const next = await suggestPort(transport, '127.0.0.1', port)
  const created: EndpointConfig[] = []
  try {
    const firstOptions = first.options({ own: port, other: next })
    created.push(await endpoints.createAnother(first.kind, first.name, firstOptions))
    const secondOptions = second.options({ own: next, other: port })
    created.push(await endpoints.createAnother(second.kind, second.name, secondOptions))
    for (const { id } of created) await endpoints.get(id).start()
    return created
  } catch (failure) {
    for (const { id } of created) await endpoints.discard(id)
    throw failure
  }
}
