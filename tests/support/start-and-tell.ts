import type { EndpointOptions } from '../../src/shared/endpoints/endpoint-config'
import type { EndpointKind } from '../../src/shared/endpoints/endpoint-kind'
import { toFailure } from '../../src/shared/contract/errors'
import { EndpointUnderTest } from './endpoint-under-test'

// Starts one endpoint in a process of its own (with fewer rights, in another network) and prints how that went.
const [kind, options] = process.argv.slice(2) as [EndpointKind, string]
const made = new EndpointUnderTest(kind, JSON.parse(options) as Partial<EndpointOptions>)
const failure = await made.endpoint.start().then(() => null, toFailure)
process.stdout.write(JSON.stringify(failure))
await made.endpoint.stop()
