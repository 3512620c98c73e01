import { optionFlags, type OptionCondition, type OptionDefinition, type OptionValues } from './option'
import { targetTls } from './relay-tls-options'
import { tlsClientOptions } from './tls-options'

/** The options of a TLS client, with the narrower choice that a relay has. */
const clientOptions = { ...tlsClientOptions, tls: targetTls } as const
type ClientOptions = typeof clientOptions

/** What the option of a TLS client is called where it concerns the target of a relay: `targetTlsCa` for `tlsCa`. */
export type TargetName<N extends string> = `target${Capitalize<N>}`

export type TargetTlsOptions = { readonly [N in keyof ClientOptions as TargetName<N>]: ClientOptions[N] }

export function targetName<N extends string>(name: N): TargetName<N> {
  return `target${name.charAt(0).toUpperCase()}${name.slice(1)}` as TargetName<N>
}

/** The options of a TLS client once more, for the connection of a relay to its target. */
export const targetTlsOptions = Object.fromEntries(
  Object.entries(clientOptions).map(([name, definition]) => [targetName(name), ofTarget(definition)]),
) as unknown as TargetTlsOptions

/** These options by the names that a TLS client has for them. */
export function asTlsClient(options: OptionValues<TargetTlsOptions>): OptionValues<ClientOptions> {
  const names = Object.keys(clientOptions) as (keyof ClientOptions)[]
  return Object.fromEntries(
    names.map((name) => [name, options[targetName(name)]]),
  ) as OptionValues<ClientOptions>
}

function ofTarget(definition: OptionDefinition): OptionDefinition {
  const cli = optionFlags(definition).map((one) => ({ ...one, flag: one.flag.replace(/^--/, '--target-') }))
  const shownWhen = definition.shownWhen as OptionCondition | undefined
  return {
    ...definition,
    group: 'target-tls',
    ...(cli.length > 0 ? { cli } : {}),
    shownWhen: shownWhen ? { ...shownWhen, option: targetName(shownWhen.option) } : forwardsStreams,
  }
}

/** Datagrams have no TLS. */
const forwardsStreams: OptionCondition = { option: 'transport', is: ['tcp', 'unix'] }
