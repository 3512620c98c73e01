import * as v from 'valibot'
import { faults, faultsOn } from './fault-options'
import { option } from './option'
import { echo, reply } from './behaviour-options'
import { bindAddress, bindPort } from './bind-options'
import { encoding } from './message-options'
import { groups, multicastInterface, multicastLoopback, multicastTtl, ttl } from './multicast-options'
import { hostText, localPort } from './option-schemas'
import { ipv6Only, receiveBuffer, reuseAddress, sendBuffer, udpReusePort } from './socket-options'

export const udpOptions = {
  address: bindAddress,
  port: bindPort,
  remoteHost: option({
    schema: hostText,
    default: '',
    label: { en: 'Fixed remote host', 'zh-CN': '固定远端主机' },
    help: {
      en: 'Where datagrams go when nobody else is chosen: a host, a group or a broadcast address. Empty: choose at each sending.',
      'zh-CN': '未另行选择时数据报的去向：主机、组播组或广播地址。留空则每次发送时选择。',
    },
    group: 'address',
    control: { type: 'datagram-target' },
    applies: 'live',
  }),
  remotePort: option({
    schema: localPort,
    default: 0,
    label: { en: 'Remote port', 'zh-CN': '远端端口' },
    help: {
      en: 'Port of the fixed remote, 1 to 65535; 0 where there is none.',
      'zh-CN': '固定远端的端口，1 到 65535；没有则为 0。',
    },
    group: 'address',
    control: { type: 'port' },
    applies: 'live',
  }),
  connected: option({
    schema: v.boolean(),
    default: false,
    label: { en: 'Connected', 'zh-CN': '连接模式' },
    help: {
      en: 'Exchange datagrams with the fixed remote alone (connect(2)); the system then reports refusals (ICMP). Off: anybody may send, and the system reports none.',
      'zh-CN':
        '仅与固定远端收发（connect(2)），此时系统会报告拒绝（ICMP）。关闭时任何人都可发来，系统不报告拒绝。',
    },
    group: 'connection',
    control: { type: 'switch' },
    cli: { flag: '--connected' },
    applies: 'restart',
  }),
  broadcast: option({
    schema: v.boolean(),
    default: false,
    label: { en: 'Broadcast', 'zh-CN': '广播' },
    help: {
      en: 'Permit datagrams to broadcast addresses (SO_BROADCAST).',
      'zh-CN': '允许向广播地址发送数据报（SO_BROADCAST）。',
    },
    group: 'connection',
    control: { type: 'switch' },
    cli: { flag: '--broadcast' },
    applies: 'live',
  }),
  groups,
  multicastInterface,
  multicastTtl,
  multicastLoopback,
  ttl,
  ipv6Only,
  reuseAddress,
  reusePort: udpReusePort,
  receiveBuffer,
  sendBuffer,
  encoding,
  echo,
  reply,
  faults,
  faultsOn,
} as const
