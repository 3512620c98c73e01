import { SockwrightError } from '../../shared/contract/errors'
import { usageError } from './command-failure'

/** Host and port as written on the command line. */
export interface HostPort {
  readonly host: string
  readonly port: number
}

/** Reads `HOST:PORT` (also `udp://HOST:PORT`); an IPv6 address stands in brackets. */
export function parseUdpAddress(text: string, minPort: 0 | 1): HostPort {
  if (/^[a-z]+:\/\//i.test(text) && !/^udp:\/\//i.test(text)) {
    throw usageError(`a UDP address is written HOST:PORT, not ${text}`)
  }
  return parseHostPort(text.replace(/^udp:\/\//i, ''), minPort)
}

/** Reads `HOST:PORT`; an IPv6 address stands in brackets. Fails with `E_USAGE` or `E_PORT_RANGE`. */
export function parseHostPort(text: string, minPort: 0 | 1): HostPort {
  const match = /^(?:\[([^\]]+)\]|([^:/\s]+)):(-?\d+)\/?$/.exec(text)
  if (!match) throw usageError(`an address is written HOST:PORT or [IPV6]:PORT, not ${text}`)
  const port = Number(match[3])
  if (port < minPort || port > 65_535) throw new SockwrightError('E_PORT_RANGE', { port, min: minPort })
  return { host: match[1] ?? match[2]!, port }
}
