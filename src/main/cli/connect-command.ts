import type { Command } from 'commander'
import { addEndpointFlags, runFromFlags } from './endpoint-command'
import { optionsFromFlags, type FlagValues } from './option-flags'
import type { TakeExitCode } from './run-command-line'
import { parseTcpAddress } from './target-address'

/** `sockwright connect tcp://HOST:PORT`: a TCP client without a window. */
export function addConnectCommand(program: Command, takeExitCode: TakeExitCode): void {
  const command = program
    .command('connect')
    .description('connect to a TCP server; ends when the connection does')
    .argument('<address>', 'tcp://HOST:PORT')
  addEndpointFlags(command, 'tcp-client').action(async (text: string, flags: FlagValues) => {
    const { host, port } = parseTcpAddress(text, 1)
    const { output, ...run } = runFromFlags('tcp-client', flags)
    const options = { ...optionsFromFlags('tcp-client', flags), host, port }
    const { runEndpoint } = await import('./run-endpoint')
    const plan = {
      kind: 'tcp-client',
      name: `connect ${host} ${port}`.slice(0, 80),
      options,
      inputTarget: { to: 'remote' },
      ...run,
    } as const
    takeExitCode(await runEndpoint(plan, output))
  })
}
