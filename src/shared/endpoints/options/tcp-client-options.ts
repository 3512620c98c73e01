import * as v from 'valibot'
import { faults, faultsOn } from './fault-options'
import { option } from './option'
import { proxy, proxyPassword } from './proxy-options'
import { echo, greet, reply } from './behaviour-options'
import { answerHalfClose, keepAlive, keepAliveDelay, noDelay } from './connection-options'
import { resetOnClose, typeOfService } from './socket-options'
import { encoding, framing, maxMessage } from './message-options'
import { hostText, localPort, milliseconds, remotePort } from './option-schemas'
import { tlsClientOptions } from './tls-options'

const whereReconnecting = { option: 'reconnect', is: [true] } as const

export const tcpClientOptions = {
  host: option({
    schema: v.pipe(hostText, v.minLength(1)),
    default: '127.0.0.1',
    label: { en: 'Host', 'zh-CN': '主机' },
    help: {
      en: 'A name, an IPv4 address or an IPv6 address.',
      'zh-CN': '主机名、IPv4 地址或 IPv6 地址。',
    },
    group: 'address',
    control: { type: 'text', placeholder: '127.0.0.1' },
    applies: 'restart',
  }),
  port: option({
    schema: remotePort,
    default: 9000,
    label: { en: 'Port', 'zh-CN': '端口' },
    help: { en: 'The port of the server, 1 to 65535.', 'zh-CN': '服务端端口，1 到 65535。' },
    group: 'address',
    control: { type: 'port' },
    applies: 'restart',
  }),
  connectTimeout: option({
    schema: milliseconds(1, 600_000),
    default: 10_000,
    label: { en: 'Connect time-out', 'zh-CN': '连接超时' },
    help: {
      en: 'How long one address may take to answer, 1 to 600,000 ms.',
      'zh-CN': '每个地址的最长等待时间，1 到 600,000 毫秒。',
    },
    group: 'connection',
    control: { type: 'number', unit: 'ms' },
    cli: { flag: '--connect-timeout', value: 'MS' },
    applies: 'live',
  }),
  localAddress: option({
    schema: hostText,
    default: '',
    label: { en: 'Local address', 'zh-CN': '本地地址' },
    help: {
      en: 'The address to connect from. Empty: the system picks it.',
      'zh-CN': '发起连接的本机地址。留空由系统选择。',
    },
    group: 'connection',
    control: { type: 'local-address' },
    cli: { flag: '--local-address', value: 'ADDRESS' },
    applies: 'restart',
  }),
  localPort: option({
    schema: localPort,
    default: 0,
    label: { en: 'Local port', 'zh-CN': '本地端口' },
    help: {
      en: 'The port to connect from. 0: the system picks it.',
      'zh-CN': '发起连接的本机端口。0 由系统选择。',
    },
    group: 'connection',
    control: { type: 'port' },
    cli: { flag: '--local-port', value: 'PORT' },
    applies: 'restart',
  }),
  proxy,
  proxyPassword,
  reconnect: option({
    schema: v.boolean(),
    default: false,
    label: { en: 'Reconnect', 'zh-CN': '自动重连' },
    help: {
      en: 'Connect again after a failure or a close, waiting longer each time.',
      'zh-CN': '失败或关闭后自动重连，间隔逐次延长。',
    },
    group: 'connection',
    control: { type: 'switch' },
    cli: { flag: '--reconnect' },
    applies: 'live',
  }),
  reconnectDelay: option({
    schema: milliseconds(100, 600_000),
    default: 1_000,
    label: { en: 'First wait', 'zh-CN': '首次间隔' },
    help: {
      en: 'Wait before the first new attempt; doubles up to the longest wait. 100 to 600,000 ms.',
      'zh-CN': '首次重连前的等待，之后翻倍直至最长间隔。100 到 600,000 毫秒。',
    },
    group: 'connection',
    control: { type: 'number', unit: 'ms' },
    cli: { flag: '--reconnect-delay', value: 'MS' },
    shownWhen: whereReconnecting,
    applies: 'live',
  }),
  reconnectMaxDelay: option({
    schema: milliseconds(100, 3_600_000),
    default: 30_000,
    label: { en: 'Longest wait', 'zh-CN': '最长间隔' },
    help: {
      en: 'Upper limit of the wait between attempts, 100 to 3,600,000 ms.',
      'zh-CN': '重连间隔的上限，100 到 3,600,000 毫秒。',
    },
    group: 'connection',
    control: { type: 'number', unit: 'ms' },
    cli: { flag: '--reconnect-max-delay', value: 'MS' },
    shownWhen: whereReconnecting,
    applies: 'live',
  }),
  answerHalfClose,
  noDelay,
  keepAlive,
  keepAliveDelay,
  resetOnClose,
  typeOfService,
  ...tlsClientOptions,
  framing,
  maxMessage,
  encoding,
  echo,
  greet,
  reply,
  faults,
  faultsOn,
} as const
