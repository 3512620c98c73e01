import { relayOptions } from './relay-options'
import type { EndpointKind } from '../endpoint-kind'
import type { OptionDefinitions } from './option'
import { tcpClientOptions } from './tcp-client-options'
import { tcpServerOptions } from './tcp-server-options'
import { udpOptions } from './udp-options'
import { wsClientOptions } from './ws-client-options'
import { wsServerOptions } from './ws-server-options'
import { unixClientOptions, unixServerOptions } from './unix-options'

/** Options of every kind of endpoint, in the order of the form. */
export const optionDefinitions = {
  'tcp-server': tcpServerOptions,
  'tcp-client': tcpClientOptions,
  udp: udpOptions,
  'ws-server': wsServerOptions,
  'ws-client': wsClientOptions,
  relay: relayOptions,
  'unix-server': unixServerOptions,
  'unix-client': unixClientOptions,
} as const

/** The names of a kind's options that are paths of files. */
export function fileOptions(kind: EndpointKind): readonly string[] {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  return Object.keys(definitions).filter((name) => definitions[name]!.control.type === 'file')
}
