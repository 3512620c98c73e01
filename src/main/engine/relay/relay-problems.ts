import { isIP } from 'node:net'
import type { OptionProblem } from '../../../shared/contract/engine/endpoint-calls'
import type { RelayOptions } from '../../../shared/endpoints/endpoint-config'
import type { Endpoint } from '../endpoints/endpoint'
import { thrownProblem } from '../endpoints/option-problem'
import { bindProblems, holds, hostProblems, pathProblems } from '../endpoints/place-problems'
import type { TlsSurroundings } from '../endpoints/tls/tls-settings'
import { assertNoLoop, assertPathNoLoop } from './loop-check'
import { checkRelayTls } from './relay-tls'

/** What would keep a relay with these options from working now, see `checkEndpoint`. */
export async function relayProblems(
  options: RelayOptions,
  running: Endpoint | null,
  surroundings: Pick<TlsSurroundings, 'secret' | 'certificates'>,
): Promise<OptionProblem[]> {
  const problems = [...(await listenProblems(options, running)), ...(await targetProblems(options))]
  if (options.transport === 'udp') return problems
  return [...problems, ...(await thrownBy(() => checkRelayTls(options, surroundings), 'tls'))]
}

async function listenProblems(options: RelayOptions, running: Endpoint | null): Promise<OptionProblem[]> {
  const { transport, listenPath } = options
  if (transport === 'unix') return pathProblems('listenPath', listenPath, options, running)
  return holds(running, options) ? [] : bindProblems(transport, options)
}

/** The host of a name is looked up when the relay starts. */
async function targetProblems(options: RelayOptions): Promise<OptionProblem[]> {
  const { transport, targetTransport, listenPath, targetPath, targetHost, targetPort } = options
  if (transport !== 'udp' && targetTransport === 'unix') {
    const path = await pathProblems('targetPath', targetPath, null, null)
    if (path.length > 0 || transport !== 'unix') return path
    return thrownBy(() => assertPathNoLoop(listenPath, targetPath), 'targetPath')
  }
  const hosts = hostProblems('targetHost', targetHost)
  if (hosts.length > 0 || transport === 'unix' || isIP(targetHost) === 0) return hosts
  const { address, port } = options
  const target = { address: targetHost, port: targetPort }
  return thrownBy(async () => assertNoLoop({ address, port }, target), 'targetPort')
}

async function thrownBy(work: () => Promise<void>, option: string): Promise<OptionProblem[]> {
  try {
    await work()
    return []
  } catch (thrown) {
    return [thrownProblem(thrown, option)]
  }
}
