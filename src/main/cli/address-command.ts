import type { Command } from 'commander'
import type { OptionInput } from '../../shared/endpoints/endpoint-config'
import { formatProxy, parseProxy } from '../../shared/endpoints/proxy-address'
import type { Target } from '../../shared/contract/engine/endpoint-calls'
import { addEndpointFlags, runFromFlags } from './endpoint-command'
import { addressForms, kindsOf, parseEndpointAddress, type EndpointRole } from './endpoint-scheme'
import { refuseIdleFlags } from './idle-flags'
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
    const { open, password } = withoutProxyPassword(flags)
    const { output, options: given, ...run } = runFromFlags(address.kind, kindsOf(role), open)
    const options = { ...given, ...address.options, ...password }
    refuseIdleFlags(address.kind, given, options)
    const { runEndpoint } = await import('./run-endpoint')
    const plan = {
      kind: address.kind,
      name: `${role} ${text}`.slice(0, 80),
      options,
      inputTarget: inputTargets[role],
      ...run,
    }
    takeExitCode(await runEndpoint(plan, output))
  })
}

/** A password in `--proxy` is an option of its own, so that it is kept apart from all others. */
function withoutProxyPassword(flags: FlagValues): { open: FlagValues; password: OptionInput } {
  const proxy = typeof flags['proxy'] === 'string' ? parseProxy(flags['proxy']) : null
  if (!proxy || proxy.password === '') return { open: flags, password: {} }
  return { open: { ...flags, proxy: formatProxy(proxy) }, password: { proxyPassword: proxy.password } }
}
