import type { OptionInput } from '../../shared/endpoints/endpoint-config'
import { upgradeProtocols } from '../../shared/endpoints/options/tls-beginning-option'
import { usageError } from './command-failure'
import { parseHostPort, type HostPort } from './target-address'

/** How the addresses of a relay are written, for help and refusals. */
export const relayAddressForms = 'tcp://HOST:PORT | tls://HOST:PORT | unix:PATH | udp://HOST:PORT'

/** One side of a relay. */
type RelayAddress =
  | ({ readonly transport: 'tcp' | 'tls' | 'udp' } & HostPort)
  | { readonly transport: 'unix'; readonly path: string }

/** The options that the two addresses of a relay give beside those of `flags`. Fails with `E_USAGE` or `E_PORT_RANGE`. */
export function relayOptionsOf(listen: string, target: string, flags: OptionInput): OptionInput {
  const [from, to] = [parseRelayAddress(listen, 0), parseRelayAddress(target, 1)]
  const upgrades = upgradeProtocols.some((protocol) => protocol === flags['tls'])
  const isDirect = from.transport === 'tls' || to.transport === 'tls' || flags['targetTls'] === 'direct'
  if (upgrades && isDirect) {
    throw usageError(
      '--starttls begins in plain text on both sides: write tcp:// in place of tls://, and no --target-tls',
    )
  }
  if ((from.transport === 'udp') !== (to.transport === 'udp')) {
    throw usageError(`a relay forwards either connections or datagrams: ${listen} and ${target} differ`)
  }
  return { ...listenOptions(from), ...targetOptions(to) }
}

function listenOptions(from: RelayAddress): OptionInput {
  if (from.transport === 'unix') return { transport: 'unix', listenPath: from.path }
  const { host: address, port, transport } = from
  return transport === 'tls'
    ? { transport: 'tcp', address, port, tls: 'direct' }
    : { transport, address, port }
}

function targetOptions(to: RelayAddress): OptionInput {
  if (to.transport === 'unix') return { targetTransport: 'unix', targetPath: to.path }
  const place = { targetHost: to.host, targetPort: to.port }
  return to.transport === 'tls' ? { ...place, targetTls: 'direct' } : place
}

function parseRelayAddress(text: string, minPort: 0 | 1): RelayAddress {
  const [, scheme, rest = ''] = /^(tcp:\/\/|tls:\/\/|udp:\/\/|unix:)(.*)$/is.exec(text) ?? []
  const transport = scheme?.toLowerCase().replace(/:.*$/, '') as RelayAddress['transport'] | undefined
  if (transport === undefined || (transport === 'unix' && rest === '')) {
    throw usageError(`an address of a relay is written ${relayAddressForms}, not ${text}`)
  }
  return transport === 'unix' ? { transport, path: rest } : { transport, ...parseHostPort(rest, minPort) }
}
