import type { Command } from 'commander'
import type { OptionInput } from '../../shared/endpoints/endpoint-config'
import { knownEncoding } from '../../shared/encoding/text-encoding'
import { usageError } from './command-failure'
import { addRunFlags, silentRunFromFlags } from './endpoint-command'
import { addOptionFlags, optionsFromFlags, type FlagValues } from './option-flags'
import { rewriteForm, rewritesFromFlags } from './rewrite-flags'
import type { TakeExitCode } from './run-command-line'
import { parseHostPort, type HostPort } from './target-address'

const kinds = ['relay'] as const
const forms = 'tcp://HOST:PORT | udp://HOST:PORT'

/** `sockwright relay LISTEN TARGET`: forwards what clients send to a target, and back. */
export function addRelayCommand(program: Command, takeExitCode: TakeExitCode): void {
  const command = program
    .command('relay')
    .description('listen, and forward to a target and back, recording both ways')
    .argument('<listen>', `where clients connect: ${forms}; port 0 lets the system pick one`)
    .argument('<target>', `where everything goes on to: ${forms}`)
    .option(
      '--rewrite <rewriting>',
      `find and replace within messages: ${rewriteForm}; may be repeated`,
      listed,
    )
  addRunFlags(command)
  addOptionFlags(command, kinds)
  command.action(async (listen: string, target: string, flags: FlagValues) => {
    const { output, ...run } = silentRunFromFlags(flags)
    const options: OptionInput = {
      ...optionsFromFlags('relay', kinds, flags),
      ...relayAddress(listen, target),
    }
    const encoding = typeof options['encoding'] === 'string' ? knownEncoding(options['encoding']) : 'utf-8'
    const { runEndpoint } = await import('./run-endpoint')
    const plan = {
      kind: 'relay',
      name: `relay ${listen} ${target}`.slice(0, 80),
      options,
      rewrites: rewritesFromFlags((flags['rewrite'] as string[] | undefined) ?? [], encoding),
      inputTarget: null,
      ...run,
    } as const
    takeExitCode(await runEndpoint(plan, output))
  })
}

function listed(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

interface RelayAddress extends HostPort {
  readonly transport: 'tcp' | 'udp'
}

/** Both sides carry the same. Fails with `E_USAGE` or `E_PORT_RANGE`. */
function relayAddress(listen: string, target: string): OptionInput {
  const [from, to] = [parseRelayAddress(listen, 0), parseRelayAddress(target, 1)]
  if (from.transport !== to.transport) {
    throw usageError(`a relay forwards either connections or datagrams: ${listen} and ${target} differ`)
  }
  return {
    transport: from.transport,
    address: from.host,
    port: from.port,
    targetHost: to.host,
    targetPort: to.port,
  }
}

function parseRelayAddress(text: string, minPort: 0 | 1): RelayAddress {
  const match = /^(tcp|udp):\/\/(.*)$/i.exec(text)
  if (!match) throw usageError(`an address of a relay is written ${forms}, not ${text}`)
  const transport = match[1]!.toLowerCase() === 'udp' ? 'udp' : 'tcp'
  return { transport, ...parseHostPort(match[2]!, minPort) }
}
