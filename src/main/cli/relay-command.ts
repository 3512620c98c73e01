import type { Command } from 'commander'
import type { OptionInput } from '../../shared/endpoints/endpoint-config'
import { knownEncoding } from '../../shared/encoding/text-encoding'
import { addRunFlags, silentRunFromFlags } from './endpoint-command'
import { refuseIdleFlags } from './idle-flags'
import { addOptionFlags, optionsFromFlags, type FlagValues } from './option-flags'
import { rewriteForm, rewritesFromFlags } from './rewrite-flags'
import type { TakeExitCode } from './run-command-line'
import { relayAddressForms, relayOptionsOf } from './relay-address'

const kinds = ['relay'] as const

/** `sockwright relay LISTEN TARGET`: forwards what clients send to a target, and back. */
export function addRelayCommand(program: Command, takeExitCode: TakeExitCode): void {
  const command = program
    .command('relay')
    .description('listen, and forward to a target and back, recording both ways')
    .argument('<listen>', `where clients connect: ${relayAddressForms}; port 0 lets the system pick one`)
    .argument('<target>', `where everything goes on to: ${relayAddressForms}`)
    .option(
      '--rewrite <rewriting>',
      `find and replace within messages: ${rewriteForm}; may be repeated`,
      listed,
    )
    .option('--rules <file>', 'answer clients by the rules of this JSON file')
    .option('--script <file>', 'answer clients by the script of this file (JavaScript), behind the rules')
  addRunFlags(command)
  addOptionFlags(command, kinds)
  command.action(async (listen: string, target: string, flags: FlagValues) => {
    const { output, ...run } = silentRunFromFlags(flags)
    const given = optionsFromFlags('relay', kinds, flags)
    const options: OptionInput = { ...given, ...relayOptionsOf(listen, target, given) }
    refuseIdleFlags('relay', given, options)
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
