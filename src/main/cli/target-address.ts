import { SockwrightError } from '../../shared/contract/errors'
import { usageError } from './command-failure'

/** Host and port as written on the command line. */
export interface HostPort {
  readonly host: string
  readonly port: number
}

/** Reads `tcp://HOST:PORT`; an IPv6 address stands in brackets. Fails with `E_USAGE` or `E_PORT_RANGE`. */
export function parseTcpAddress(text: string, minPort: 0 | 1): HostPort {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase()
  const rest = /^tcp:\/\/(.*)$/i.exec(text)?.[1]
  if (rest !== undefined) return parseHostPort(rest, minPort)
  if (scheme !== undefined && /^(tls|ssl|wss?|unix|https?|udp)$/.test(scheme)) {
    throw usageError(`${scheme}: addresses are not supported by this version, only tcp://HOST:PORT: ${text}`)
  }
  throw usageError(`an address is written tcp://HOST:PORT, not ${text}`)
}

/** Reads `HOST:PORT` (also `udp://HOST:PORT`); an IPv6 address stands in brackets. */
export function parseUdpAddress(text: string, minPort: 0 | 1): HostPort {
  if (/^[a-z]+:\/\//i.test(text) && !/^udp:\/\//i.test(text)) {
    throw usageError(`a UDP address is written HOST:PORT, not ${text}`)
  }
  return parseHostPort(text.replace(/^udp:\/\//i, ''), minPort)
}

function parseHostPort(text: string, minPort: number): HostPort {
  const match = /^(?:\[([^\]]+)\]|([^:/\s]+)):(-?\d+)\/?$/.exec(text)
  if (!match) throw usageError(`an address is written HOST:PORT or [IPV6]:PORT, not ${text}`)
  const port = Number(match[3])
  if (port < minPort || port > 65_535) throw new SockwrightError('E_PORT_RANGE', { port, min: minPort })
  return { host: match[1] ?? match[2]!, port }
}
