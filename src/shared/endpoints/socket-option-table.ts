import type { LocalText } from '../language/local-text'
import type { EndpointKind } from './endpoint-kind'
import type { OptionDefinition, OptionDefinitions } from './options/option'
import { optionDefinitions } from './options/option-definitions'

/** How one protocol comes by an option of the system. */
export type SocketOptionUse =
  /** An option of these kinds of endpoint, by its name in a workspace. */
  | { readonly is: 'option'; readonly name: string; readonly kinds: readonly EndpointKind[] }
  /** There is such an option, and it cannot be reached: `why`. */
  | { readonly is: 'absent'; readonly why: LocalText }
  /** The protocol has no such thing. */
  | { readonly is: 'none' }

/** One option of the system, for TCP and for UDP. */
export interface SocketOptionRow {
  /** As the man pages name it: socket(7), ip(7), ipv6(7), tcp(7). */
  readonly system: string
  readonly label: LocalText
  readonly tcp: SocketOptionUse
  readonly udp: SocketOptionUse
}

const streams: readonly EndpointKind[] = ['tcp-server', 'tcp-client']
const none: SocketOptionUse = { is: 'none' }
const tcp = (name: string, kinds = streams): SocketOptionUse => ({ is: 'option', name, kinds })
const udp = (name: string): SocketOptionUse => ({ is: 'option', name, kinds: ['udp'] })
const absent = (en: string, chinese: string): SocketOptionUse => ({
  is: 'absent',
  why: { en, 'zh-CN': chinese },
})
const noCall = (protocol: string): SocketOptionUse =>
  absent(`Node has no call for it on ${protocol} sockets.`, `Node 没有为 ${protocol} 套接字提供此调用。`)

/** Every option of sockets that a person may look for, whether it can be set here or not. */
export const socketOptionTable: readonly SocketOptionRow[] = [
  row('TCP_NODELAY', 'No delay', '禁用 Nagle', tcp('noDelay'), none),
  row('SO_KEEPALIVE', 'Keep-alive', '保活', tcp('keepAlive'), none),
  row('TCP_KEEPIDLE', 'Keep-alive after', '保活间隔', tcp('keepAliveDelay'), none),
  row(
    'TCP_KEEPINTVL, TCP_KEEPCNT',
    'Keep-alive probes',
    '保活探测',
    absent('Node sets them itself: 10 probes, 1 s apart.', '由 Node 固定：10 次探测，间隔 1 秒。'),
    none,
  ),
  row('SO_LINGER', 'Close by reset', '以重置关闭', tcp('resetOnClose'), none),
  row('shutdown(2)', 'Half-open', '半开', tcp('answerHalfClose'), none),
  row('SO_RCVBUF', 'Receive buffer', '接收缓冲区', noCall('TCP'), udp('receiveBuffer')),
  row('SO_SNDBUF', 'Send buffer', '发送缓冲区', noCall('TCP'), udp('sendBuffer')),
  row('IP_TTL, IPV6_UNICAST_HOPS', 'TTL, hop limit', 'TTL、跳数限制', noCall('TCP'), udp('ttl')),
  row(
    'IP_TOS, IPV6_TCLASS',
    'Type of service (DSCP)',
    '服务类型（DSCP）',
    tcp('typeOfService'),
    noCall('UDP'),
  ),
  row('IPV6_V6ONLY', 'IPv6 only', '仅 IPv6', tcp('ipv6Only', ['tcp-server']), udp('ipv6Only')),
  row(
    'SO_REUSEADDR',
    'Reuse address',
    '地址复用',
    absent(
      'Node sets it for every server, except on Windows, where it means something else.',
      'Node 已为所有服务端设置；Windows 上含义不同，故不设置。',
    ),
    udp('reuseAddress'),
  ),
  row('SO_REUSEPORT', 'Reuse port', '端口复用', tcp('reusePort', ['tcp-server']), udp('reusePort')),
  row('SO_BROADCAST', 'Broadcast', '广播', none, udp('broadcast')),
  row('IP_ADD_MEMBERSHIP, IPV6_JOIN_GROUP', 'Multicast groups', '组播组', none, udp('groups')),
  row('IP_MULTICAST_IF', 'Outgoing interface', '发送接口', none, udp('multicastInterface')),
  row('IP_MULTICAST_TTL', 'Multicast TTL', '组播 TTL', none, udp('multicastTtl')),
  row('IP_MULTICAST_LOOP', 'Multicast loopback', '组播回送', none, udp('multicastLoopback')),
  row('IP_MTU_DISCOVER', 'Path MTU discovery', '路径 MTU 发现', noCall('TCP'), noCall('UDP')),
]

/** The definition of an option that a row names. */
export function usedOption(use: Extract<SocketOptionUse, { is: 'option' }>): OptionDefinition {
  const definitions: OptionDefinitions = optionDefinitions[use.kinds[0]!]
  return definitions[use.name]!
}

function row(
  system: string,
  label: string,
  chinese: string,
  forTcp: SocketOptionUse,
  forUdp: SocketOptionUse,
): SocketOptionRow {
  return { system, label: { en: label, 'zh-CN': chinese }, tcp: forTcp, udp: forUdp }
}
