import type { Caller } from '../../shared/contract/call'
import type { EngineCalls, EngineEvents } from '../../shared/contract/engine-contract'
import { isRunning } from '../../shared/endpoints/endpoint-status'

/** How many endpoints have open sockets. */
export async function countRunningEndpoints(engine: Caller<EngineCalls, EngineEvents>): Promise<number> {
  const statuses = await engine.call('engine.statuses', {})
  return statuses.filter((status) => isRunning(status.state)).length
}
