import { execFile } from 'node:child_process'
import { isIP } from 'node:net'
import type { TcpMeasures } from '../../../shared/contract/engine/tcp-facts-calls'
import type { SocketAddress } from '../../../shared/endpoints/socket-address'
import type { ConnectionEnds } from '../../../shared/endpoints/tcp-connections'
import { plainIpv4 } from './ip-address'

/** `ss` has to answer in this time, ms. */
const programMs = 1_000
const mostOutput = 1_048_576

/**
 * What the kernel measures of these connections, in their order, as the program `ss` (iproute2) tells; null of one of which it
 * tells nothing, as of a socket in TIME_WAIT.
 */
export function measureTcp(
  connections: readonly ConnectionEnds[],
): Promise<readonly (TcpMeasures | null)[] | 'missing'> {
  const asked = connections.filter(({ local, remote }) => isIP(local.address) > 0 && isIP(remote.address) > 0)
  if (asked.length === 0) return Promise.resolve(connections.map(() => null))
  const filter = asked.flatMap(({ local, remote }, index) => [
    ...(index === 0 ? [] : ['or']),
    ...['(', 'src', socketText(local), 'and', 'dst', socketText(remote), ')'],
  ])
  const limits = { timeout: programMs, maxBuffer: mostOutput, windowsHide: true }
  return new Promise((resolve) => {
    execFile('ss', ['-tinOH', 'state', 'all', ...filter], limits, (error, stdout) => {
      if ((error as { code?: unknown } | null)?.code === 'ENOENT') return resolve('missing')
      const lines = linesByEnds(error ? '' : stdout)
      resolve(connections.map((ends) => parseMeasures(lines.get(endsText(ends)) ?? '')))
    })
  })
}

/** Lines begin with state, two queues, and the addresses of both ends. */
function linesByEnds(output: string): ReadonlyMap<string, string> {
  return new Map(
    output.split('\n').map((line) => {
      const [, , , local = '', remote = ''] = line.split(/\s+/)
      return [`${plainText(local)} ${plainText(remote)}`, line]
    }),
  )
}

/** An IPv4 connection may be that of an IPv6 socket (RFC 4291, 2.5.5.2). */
function plainText(socket: string): string {
  return socket.replace(/^\[::ffff:(\d+(?:\.\d+){3})\]/i, '$1')
}

function endsText({ local, remote }: ConnectionEnds): string {
  return `${socketText(local)} ${socketText(remote)}`
}

function socketText({ address, port }: SocketAddress): string {
  const plain = plainIpv4(address) ?? address
  return isIP(plain) === 6 ? `[${plain}]:${port}` : `${plain}:${port}`
}

/** Reads a line of `ss -tin`: words `name:value`, of which one may be missing. */
export function parseMeasures(line: string): TcpMeasures | null {
  const value = (name: string) => {
    const found = new RegExp(`(?:^|\\s)${name}:([\\d.]+)(?:/([\\d.]+))?`).exec(line)
    return found && { first: Number(found[1]), second: Number(found[2] ?? 0) }
  }
  const roundTrip = value('rtt')
  if (!roundTrip && !value('cwnd')) return null
  return {
    roundTrip: roundTrip && Math.round(roundTrip.first * 1_000),
    retransmits: value('retrans')?.second ?? 0,
    congestionWindow: value('cwnd')?.first ?? null,
    unacknowledged: value('unacked')?.first ?? 0,
    sendWindow: value('snd_wnd')?.first ?? null,
  }
}
