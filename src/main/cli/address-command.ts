import type { Command } from 'commander'
import type { Target } from '../../shared/contract/engine/endpoint-calls'
import { addEndpointFlags, runFromFlags } from './endpoint-command'
import { addressForms, kindsOf, parseEndpointAddress, type EndpointRole } from './endpoint-scheme'
import type { FlagValues } from './option-flags'
import type { TakeExitCode } from './run-command-line'

const descriptions: Readonly<Record<EndpointRole, string>> = {
  listen: 'run a server; port 0 lets the system pick one',
  connect: 'connect to a server; ends when the connection does',
}

/** Whom standard input goes to. */
const inputTargets: Readonly<Record<EndpointRole, Target>> = {
  listen: { to: 'peers', peers: 'all' },
  connect: { to: 'remote' },
}

/** `sockwright listen ADDRESS` and `sockwright connect ADDRESS`: a server or client without a window. */
export function addAddressCommand(program: Command, role: EndpointRole, takeExitCode: TakeExitCode): void {
  const command = program.command(role).description(descriptions[role]).argument('<address>', addressForms())
  addEndpointFlags(command, kindsOf(role)).action(async (text: string, flags: FlagValues) => {
    const address = parseEndpointAddress(text, role)
    const { output, options, ...run } = runFromFlags(address.kind, kindsOf(role), flags)
    const { runEndpoint } = await import('./run-endpoint')
    const plan = {
      kind: address.kind,
      name: `${role} ${text}`.slice(0, 80),
      options: { ...options, ...address.options },
      inputTarget: inputTargets[role],
      ...run,
    }
    takeExitCode(await runEndpoint(plan, output))
  })
}
