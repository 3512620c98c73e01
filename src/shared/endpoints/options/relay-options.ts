import * as v from 'valibot'
import { bindAddress, bindPort } from './bind-options'
import { keepAlive, keepAliveDelay, noDelay } from './connection-options'
import { faults, faultsOn } from './fault-options'
import { encoding, framing, maxMessage } from './message-options'
import { option } from './option'
import { ipv6Only, tcpReusePort } from './socket-options'
import { hostText, milliseconds, remotePort } from './option-schemas'
import { tcpClientOptions } from './tcp-client-options'
import { tcpServerOptions } from './tcp-server-options'

/** What a relay forwards. */
export const relayTransports = ['tcp', 'udp'] as const

export const relayOptions = {
  transport: option({
    schema: v.picklist(relayTransports),
    default: 'tcp',
    label: { en: 'Protocol', 'zh-CN': '协议' },
    help: {
      en: 'What is forwarded: the connections of clients (tcp), or their datagrams (udp).',
      'zh-CN': '转交的内容：客户端的连接（tcp）或其数据报（udp）。',
    },
    group: 'address',
    control: {
      type: 'choice',
      choices: [
        { value: 'tcp', label: 'TCP' },
        { value: 'udp', label: 'UDP' },
      ],
    },
    applies: 'restart',
  }),
  address: bindAddress,
  port: bindPort,
  targetHost: option({
    schema: v.pipe(hostText, v.minLength(1)),
    default: '127.0.0.1',
    label: { en: 'Target host', 'zh-CN': '目标主机' },
    help: {
      en: 'Where everything goes on to: a name, an IPv4 address or an IPv6 address.',
      'zh-CN': '全部内容转交的去向：主机名、IPv4 地址或 IPv6 地址。',
    },
    group: 'address',
    control: { type: 'text', placeholder: '127.0.0.1' },
    applies: 'restart',
  }),
  targetPort: option({
    schema: remotePort,
    default: 9000,
    label: { en: 'Target port', 'zh-CN': '目标端口' },
    help: { en: 'The port of the target, 1 to 65535.', 'zh-CN': '目标的端口，1 到 65535。' },
    group: 'address',
    control: { type: 'port' },
    applies: 'restart',
  }),
  connectTimeout: tcpClientOptions.connectTimeout,
  keepListening: option({
    schema: v.boolean(),
    default: true,
    label: { en: 'Keep listening', 'zh-CN': '持续监听' },
    help: {
      en: 'When the target cannot be reached the client is closed, and the relay goes on listening. Off: it stops with the failure.',
      'zh-CN': '无法连接目标时关闭该客户端并继续监听。关闭此项则中继报错停止。',
    },
    group: 'connection',
    control: { type: 'switch' },
    cli: { flag: '--no-keep-listening', help: 'stop with the failure when the target cannot be reached' },
    applies: 'live',
  }),
  idleTimeout: option({
    schema: milliseconds(100, 86_400_000),
    default: 60_000,
    label: { en: 'UDP idle time-out', 'zh-CN': 'UDP 空闲超时' },
    help: {
      en: 'A UDP client is forgotten, and its socket to the target closed, when nothing went either way for so long: 100 to 86,400,000 ms.',
      'zh-CN': '双向静默达到此时间即遗忘该 UDP 客户端并关闭其到目标的套接字：100 到 86,400,000 毫秒。',
    },
    group: 'connection',
    control: { type: 'number', unit: 'ms' },
    cli: { flag: '--idle-timeout', value: 'MS' },
    applies: 'live',
  }),
  backlog: tcpServerOptions.backlog,
  maxClients: tcpServerOptions.maxClients,
  noDelay,
  keepAlive,
  keepAliveDelay,
  ipv6Only,
  reusePort: tcpReusePort,
  framing,
  maxMessage,
  encoding,
  faults,
  faultsOn,
} as const
