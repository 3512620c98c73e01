import { tcpClientOptions } from './tcp-client-options'
import { tcpServerOptions } from './tcp-server-options'
import { udpOptions } from './udp-options'

/** Options of every kind of endpoint, in the order of the form. */
export const optionDefinitions = {
  'tcp-server': tcpServerOptions,
  'tcp-client': tcpClientOptions,
  udp: udpOptions,
} as const
