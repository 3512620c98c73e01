import type { Failure } from '../../shared/contract/errors'
import type { EndpointConfig } from '../../shared/endpoints/endpoint-config'
import { socketRoles } from '../../shared/endpoints/endpoint-kind'
import type { EngineCaller } from '../link/link'

/** Failures of a start that another port puts right. */
const portFailures: ReadonlySet<string> = new Set(['EADDRINUSE', 'E_PORT_PRIVILEGED', 'EACCES'])

/** A free port to offer after `failure`; null where another port is no way out. */
export async function freePortFor(
  engine: EngineCaller,
  config: EndpointConfig,
  failure: Failure,
): Promise<number | null> {
  const { kind, options } = config
  if (!('address' in options) || !portFailures.has(failure.code)) return null
  const { address, port } = options
  const transport = socketRoles[kind] === 'datagrams' ? 'udp' : 'tcp'
  return engine.call('network.suggestPort', { transport, address, near: port })
}
