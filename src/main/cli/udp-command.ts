import type { Command } from 'commander'
import { usageError } from './command-failure'
import { addEndpointFlags, runFromFlags } from './endpoint-command'
import { refuseIdleFlags } from './idle-flags'
import type { FlagValues } from './option-flags'
import type { EndpointPlan } from './running-endpoint'
import type { TakeExitCode } from './run-command-line'
import { parseUdpAddress } from './target-address'

/** `sockwright udp HOST:PORT`: a UDP endpoint without a window. */
export function addUdpCommand(program: Command, takeExitCode: TakeExitCode): void {
  const command = program
    .command('udp')
    .description('bind a UDP endpoint; port 0 lets the system pick one')
    .argument('<address>', 'HOST:PORT to bind')
    .option('--to <address>', 'HOST:PORT that payloads and standard input go to')
  addEndpointFlags(command, ['udp']).action(async (text: string, flags: FlagValues) => {
    const { host, port } = parseUdpAddress(text, 0)
    const { output, options: given, ...run } = runFromFlags('udp', ['udp'], flags)
    const to = typeof flags['to'] === 'string' ? parseUdpAddress(flags['to'], 1) : null
    if (to === null && output.sequenceFile !== null)
      throw usageError('--sequence needs --to HOST:PORT with udp')
    if (to === null && run.payloads.length + run.files.length > 0)
      throw usageError('--send and --send-file need --to HOST:PORT with udp')
    const remote = to === null ? {} : { remoteHost: to.host, remotePort: to.port }
    const options = { ...given, address: host, port, ...remote }
    refuseIdleFlags('udp', given, options)
    const { runEndpoint } = await import('./run-endpoint')
    const plan: EndpointPlan = {
      kind: 'udp',
      name: `udp ${port}`,
      options,
      inputTarget: to === null ? { to: 'peers', peers: 'all' } : { to: 'remote' },
      ...run,
    }
    takeExitCode(await runEndpoint(plan, output))
  })
}
