import {
  optionConditions,
  optionFlags,
  type OptionCondition,
  type OptionDefinition,
  type OptionValues,
} from './option'
import { targetTls } from './relay-tls-options'
import { upgradeProtocols } from './tls-beginning-option'
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
  const shownWhen = optionConditions(definition).flatMap(conditionsOfTarget)
  return { ...definition, group: 'target-tls', ...(cli.length > 0 ? { cli } : {}), shownWhen }
}

/** An upgrade to TLS is one of both sides, whatever that of the target alone says. */
function conditionsOfTarget(condition: OptionCondition): readonly OptionCondition[] {
  switch (condition.option) {
    case 'tls':
      return condition.is.includes('off')
        ? [condition]
        : [
            { ...condition, option: 'targetTls' },
            { option: 'tls', is: upgradeProtocols },
          ]
    default:
      return [{ ...condition, option: targetName(condition.option) }]
  }
}
