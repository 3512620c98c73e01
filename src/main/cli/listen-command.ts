import type { Command } from 'commander'
import { addEndpointFlags, runFromFlags } from './endpoint-command'
import { optionsFromFlags, type FlagValues } from './option-flags'
import type { TakeExitCode } from './run-command-line'
import { parseTcpAddress } from './target-address'

/** `sockwright listen tcp://HOST:PORT`: a TCP server without a window. */
export function addListenCommand(program: Command, takeExitCode: TakeExitCode): void {
  const command = program
    .command('listen')
    .description('run a TCP server; port 0 lets the system pick one')
    .argument('<address>', 'tcp://HOST:PORT')
  addEndpointFlags(command, 'tcp-server').action(async (text: string, flags: FlagValues) => {
    const { host, port } = parseTcpAddress(text, 0)
    const { output, ...run } = runFromFlags('tcp-server', flags)
    const options = { ...optionsFromFlags('tcp-server', flags), address: host, port }
    const { runEndpoint } = await import('./run-endpoint')
    const plan = {
      kind: 'tcp-server',
      name: `listen ${port}`,
      options,
      inputTarget: { to: 'peers', peers: 'all' },
      ...run,
    } as const
    takeExitCode(await runEndpoint(plan, output))
  })
}
