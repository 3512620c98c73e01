import * as v from 'valibot'
import { TextEncodingSchema, textEncodings } from '../encoding/text-encoding'
import { FramingTextSchema, maxFrameLength } from './framing'
import { option } from './option'

/** A port a socket binds to: 0 lets the system pick one. */
const localPort = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))
/** A port of somebody else. */
const remotePort = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))
const hostText = v.pipe(v.string(), v.trim(), v.maxLength(253))
const payloadText = v.pipe(v.string(), v.maxLength(65_536))
const milliseconds = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))

const bindAddress = option({
  schema: hostText,
  default: '127.0.0.1',
  label: { en: 'Address', 'zh-CN': '地址' },
  help: {
    en: 'The local address to bind: 127.0.0.1 for this machine only, 0.0.0.0 or :: for all interfaces.',
    'zh-CN': '绑定的本机地址：127.0.0.1 仅限本机，0.0.0.0 或 :: 表示全部接口。',
  },
  group: 'address',
  control: { type: 'local-address' },
  applies: 'restart',
})

const bindPort = option({
  schema: localPort,
  default: 0,
  label: { en: 'Port', 'zh-CN': '端口' },
  help: {
    en: 'The local port, 0 to 65535; with 0 the system picks a free one.',
    'zh-CN': '本机端口，0 到 65535；填 0 由系统选择空闲端口。',
  },
  group: 'address',
  control: { type: 'port' },
  applies: 'restart',
})

const noDelay = option({
  schema: v.boolean(),
  default: true,
  label: { en: 'No delay', 'zh-CN': '禁用 Nagle' },
  help: {
    en: 'Send small payloads at once (TCP_NODELAY) instead of waiting to merge them.',
    'zh-CN': '小数据立即发送（TCP_NODELAY），不等待合并。',
  },
  group: 'connection',
  control: { type: 'switch' },
  applies: 'live',
})

const keepAlive = option({
  schema: v.boolean(),
  default: false,
  label: { en: 'Keep-alive', 'zh-CN': '保活' },
  help: {
    en: 'Let the system probe idle connections (SO_KEEPALIVE).',
    'zh-CN': '由系统探测空闲连接（SO_KEEPALIVE）。',
  },
  group: 'connection',
  control: { type: 'switch' },
  cli: { flag: '--keep-alive' },
  applies: 'live',
})

const keepAliveDelay = option({
  schema: milliseconds(1_000, 7_200_000),
  default: 60_000,
  label: { en: 'Keep-alive after', 'zh-CN': '保活间隔' },
  help: {
    en: 'Idle time before the first probe, 1,000 to 7,200,000 ms.',
    'zh-CN': '首次探测前的空闲时间，1,000 到 7,200,000 毫秒。',
  },
  group: 'connection',
  control: { type: 'number', unit: 'ms' },
  applies: 'live',
})

const answerHalfClose = option({
  schema: v.boolean(),
  default: true,
  label: { en: 'Answer a half-close', 'zh-CN': '回应半关闭' },
  help: {
    en: 'When the peer ends its side, end ours too. Off: the connection stays open for sending.',
    'zh-CN': '对端结束发送时本端也结束。关闭此项则连接保持可发送。',
  },
  group: 'connection',
  control: { type: 'switch' },
  cli: {
    flag: '--no-answer-half-close',
    help: 'keep the connection open for sending when the peer has ended its side',
  },
  applies: 'live',
})

const echo = option({
  schema: v.boolean(),
  default: false,
  label: { en: 'Echo', 'zh-CN': '回显' },
  help: {
    en: 'Send every message back to whom it came from.',
    'zh-CN': '将收到的每条消息原样发回。',
  },
  group: 'behaviour',
  control: { type: 'switch' },
  cli: { flag: '--echo' },
  applies: 'live',
})

const greet = option({
  schema: payloadText,
  default: '',
  label: { en: 'Greeting', 'zh-CN': '问候' },
  help: {
    en: 'Text sent when a connection opens, with escapes such as \\r\\n. Empty: none.',
    'zh-CN': '连接建立时发送的文本，可用 \\r\\n 等转义。留空则不发送。',
  },
  group: 'behaviour',
  control: { type: 'text' },
  cli: { flag: '--greet', value: 'TEXT' },
  applies: 'live',
})

const reply = option({
  schema: payloadText,
  default: '',
  label: { en: 'Reply', 'zh-CN': '应答' },
  help: {
    en: 'Text sent in answer to every message, with escapes such as \\r\\n. Empty: none.',
    'zh-CN': '收到每条消息后发送的文本，可用 \\r\\n 等转义。留空则不发送。',
  },
  group: 'behaviour',
  control: { type: 'text', multiline: true },
  cli: { flag: '--reply', value: 'TEXT' },
  applies: 'live',
})

const framing = option({
  schema: FramingTextSchema,
  default: 'none',
  label: { en: 'Framing', 'zh-CN': '分帧' },
  help: {
    en: 'What makes a message of the bytes received: none, line, delim:HEX, fixed:N, u8, u16be, u16le, u32be, u32le or varint (with @OFFSET and ,total), idle:MS.',
    'zh-CN':
      '如何将收到的字节划分为消息：none、line、delim:HEX、fixed:N、u8、u16be、u16le、u32be、u32le 或 varint（可加 @偏移 与 ,total）、idle:MS。',
  },
  group: 'messages',
  control: { type: 'framing' },
  cli: { flag: '--frame', value: 'FRAMING' },
  applies: 'restart',
})

const maxMessage = option({
  schema: v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(maxFrameLength)),
  default: 16_777_216,
  label: { en: 'Longest message', 'zh-CN': '消息上限' },
  help: {
    en: 'A longer message is recorded in parts of this size, with an event; no byte is lost. 64 to 268,435,456 bytes.',
    'zh-CN': '更长的消息按此大小分段记录并产生事件，不丢失字节。64 到 268,435,456 字节。',
  },
  group: 'messages',
  control: { type: 'number', unit: 'bytes' },
  cli: { flag: '--max-message', value: 'BYTES' },
  applies: 'restart',
})

const encoding = option({
  schema: TextEncodingSchema,
  default: 'utf-8',
  label: { en: 'Encoding', 'zh-CN': '编码' },
  help: {
    en: 'How text is encoded, in what is shown, searched, exported and sent: utf-8, gb18030 (or gbk), big5, shift_jis, euc-kr, utf-16le, utf-16be or latin-1.',
    'zh-CN':
      '文本的编码，用于显示、搜索、导出和发送：utf-8、gb18030（或 gbk）、big5、shift_jis、euc-kr、utf-16le、utf-16be 或 latin-1。',
  },
  group: 'messages',
  control: { type: 'choice', choices: textEncodings.map(({ id, name }) => ({ value: id, label: name })) },
  cli: { flag: '--encoding', value: 'NAME' },
  applies: 'live',
})

export const tcpServerOptions = {
  address: bindAddress,
  port: bindPort,
  backlog: option({
    schema: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
    default: 511,
    label: { en: 'Backlog', 'zh-CN': '等待队列' },
    help: {
      en: 'Connections the system keeps waiting for accept, 1 to 65535 (listen(2); the system may cap it).',
      'zh-CN': '系统为 accept 保留的等待连接数，1 到 65535（listen(2)，系统可能限制）。',
    },
    group: 'connection',
    control: { type: 'number' },
    cli: { flag: '--backlog', value: 'N' },
    applies: 'restart',
  }),
  maxClients: option({
    schema: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
    default: 0,
    label: { en: 'Limit on clients', 'zh-CN': '客户端上限' },
    help: {
      en: 'Further clients are closed at once, with an event. 0: no limit.',
      'zh-CN': '超出的客户端立即关闭并记录事件。0 表示不限制。',
    },
    group: 'connection',
    control: { type: 'number' },
    cli: { flag: '--max-clients', value: 'N' },
    applies: 'live',
  }),
  answerHalfClose,
  noDelay,
  keepAlive,
  keepAliveDelay,
  framing,
  maxMessage,
  encoding,
  echo,
  greet,
  reply,
} as const

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
    applies: 'live',
  }),
  answerHalfClose,
  noDelay,
  keepAlive,
  keepAliveDelay,
  framing,
  maxMessage,
  encoding,
  echo,
  greet,
  reply,
} as const

export const udpOptions = {
  address: bindAddress,
  port: bindPort,
  remoteHost: option({
    schema: hostText,
    default: '',
    label: { en: 'Fixed remote host', 'zh-CN': '固定远端主机' },
    help: {
      en: 'Where datagrams go when nobody else is chosen. Empty: choose at each sending.',
      'zh-CN': '未另行选择时数据报的去向。留空则每次发送时选择。',
    },
    group: 'address',
    control: { type: 'text' },
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
  receiveBuffer: option({
    schema: v.pipe(v.number(), v.integer(), v.minValue(4_096), v.maxValue(1_073_741_824)),
    default: 4_194_304,
    label: { en: 'Receive buffer', 'zh-CN': '接收缓冲区' },
    help: {
      en: 'Bytes asked of the system for waiting datagrams (SO_RCVBUF), 4,096 to 1,073,741,824; the granted size is shown.',
      'zh-CN': '向系统申请的接收缓冲字节数（SO_RCVBUF），4,096 到 1,073,741,824；界面显示实际获准大小。',
    },
    group: 'connection',
    control: { type: 'number', unit: 'bytes' },
    cli: { flag: '--receive-buffer', value: 'BYTES' },
    applies: 'restart',
  }),
  encoding,
  echo,
  reply,
} as const

/** Options of every kind of endpoint, in the order of the form. */
export const optionDefinitions = {
  'tcp-server': tcpServerOptions,
  'tcp-client': tcpClientOptions,
  udp: udpOptions,
} as const
