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
import { relayTlsOptions } from './relay-tls-options'
import { targetTlsOptions } from './target-tls-options'
import { removeStale, socketPath } from './unix-options'

/** Where the clients of a relay connect. */
const relayTransports = ['tcp', 'unix', 'udp'] as const

/** Where connections go on to; datagrams go on as datagrams. */
const targetTransports = ['tcp', 'unix'] as const

const forPorts = { option: 'transport', is: ['tcp', 'udp'] } as const
const forStreams = { option: 'transport', is: ['tcp', 'unix'] } as const
const forDatagrams = { option: 'transport', is: ['udp'] } as const
const toPort = { option: 'targetTransport', is: ['tcp'] } as const

export const relayOptions = {
  transport: option({
    schema: v.picklist(relayTransports),
    default: 'tcp',
    label: { en: 'Clients', 'zh-CN': '客户端' },
    help: {
      en: 'How clients come: by connections to a TCP port (tcp) or a Unix socket (unix), or by datagrams (udp).',
      'zh-CN': '客户端的方式：连接到 TCP 端口（tcp）或 Unix 套接字（unix），或发送数据报（udp）。',
    },
    group: 'address',
    control: {
      type: 'choice',
      choices: [
        { value: 'tcp', label: 'TCP' },
        { value: 'unix', label: { en: 'Unix socket', 'zh-CN': 'Unix 套接字' } },
        { value: 'udp', label: 'UDP' },
      ],
    },
    applies: 'restart',
  }),
  targetTransport: option({
    schema: v.picklist(targetTransports),
    default: 'tcp',
    label: { en: 'Target', 'zh-CN': '目标' },
    help: {
      en: 'Where connections go on to: a TCP port (tcp) or a Unix socket (unix).',
      'zh-CN': '连接转交的去向：TCP 端口（tcp）或 Unix 套接字（unix）。',
    },
    group: 'address',
    control: {
      type: 'choice',
      choices: [
        { value: 'tcp', label: 'TCP' },
        { value: 'unix', label: { en: 'Unix socket', 'zh-CN': 'Unix 套接字' } },
      ],
    },
    shownWhen: forStreams,
    applies: 'restart',
  }),
  address: { ...bindAddress, shownWhen: forPorts },
  port: { ...bindPort, shownWhen: forPorts },
  listenPath: { ...socketPath, shownWhen: { option: 'transport', is: ['unix'] } },
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
    shownWhen: [toPort, forDatagrams],
    applies: 'restart',
  }),
  targetPort: option({
    schema: remotePort,
    default: 9000,
    label: { en: 'Target port', 'zh-CN': '目标端口' },
    help: { en: 'The port of the target, 1 to 65535.', 'zh-CN': '目标的端口，1 到 65535。' },
    group: 'address',
    control: { type: 'port' },
    shownWhen: [toPort, forDatagrams],
    applies: 'restart',
  }),
  targetPath: {
    ...socketPath,
    default: '/tmp/target.sock',
    label: { en: 'Target path', 'zh-CN': '目标路径' },
    control: { type: 'text', placeholder: '/tmp/target.sock' },
    shownWhen: { option: 'targetTransport', is: ['unix'] },
  },
  connectTimeout: { ...tcpClientOptions.connectTimeout, shownWhen: forStreams },
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
    shownWhen: forDatagrams,
    applies: 'live',
  }),
  backlog: { ...tcpServerOptions.backlog, shownWhen: forStreams },
  maxClients: tcpServerOptions.maxClients,
  removeStale: { ...removeStale, shownWhen: { option: 'transport', is: ['unix'] } },
  noDelay: { ...noDelay, shownWhen: forStreams },
  keepAlive: { ...keepAlive, shownWhen: forStreams },
  keepAliveDelay,
  ipv6Only: { ...ipv6Only, shownWhen: forPorts },
  reusePort: { ...tcpReusePort, shownWhen: { option: 'transport', is: ['tcp'] } },
  ...relayTlsOptions,
  ...targetTlsOptions,
  framing: { ...framing, shownWhen: forStreams },
  maxMessage: { ...maxMessage, shownWhen: forStreams },
  encoding,
  faults,
  faultsOn,
} as const
