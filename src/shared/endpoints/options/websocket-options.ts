import * as v from 'valibot'
import { maxFrameLength } from '../framing'
import { isCloseCode, longestReason, parseHeaders, parseProtocols, reasonLength } from '../websocket-texts'
import { option } from './option'
import { milliseconds } from './option-schemas'
import { tlsOptions } from './tls-options'

const pathText = (pattern: RegExp) =>
  v.pipe(v.string(), v.trim(), v.maxLength(2_048), v.regex(pattern, 'a path begins with / and has no spaces'))
const pathDemand = {
  en: 'a path begins with / and has no spaces, at most 2,048 characters',
  'zh-CN': '路径以 / 开头，不含空格，最多 2,048 个字符',
}
const protocolDemand = {
  en: 'sub-protocols are words without spaces, with commas between, each once',
  'zh-CN': '子协议为不含空格的词，以逗号分隔，不可重复',
}

const protocolText = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(1_024),
  v.check((text) => parseProtocols(text) !== null, 'sub-protocols are words with commas between, each once'),
)

export const requestPath = option({
  schema: pathText(/^\/[\x21-\x7e]*$/),
  demand: pathDemand,
  default: '/',
  label: { en: 'Path', 'zh-CN': '路径' },
  help: {
    en: 'What is asked for, with its query: /chat?room=1. Begins with /.',
    'zh-CN': '请求的路径，可带查询：/chat?room=1。以 / 开头。',
  },
  group: 'address',
  control: { type: 'text', placeholder: '/' },
  applies: 'restart',
})

export const servedPath = option({
  schema: pathText(/^(\/[\x21-\x7e]*)?$/),
  demand: pathDemand,
  default: '',
  label: { en: 'Path', 'zh-CN': '路径' },
  help: {
    en: 'The one path that is served; others are answered with 404. Empty: any.',
    'zh-CN': '唯一提供服务的路径，其他路径以 404 应答。留空则不限。',
  },
  group: 'address',
  control: { type: 'text', placeholder: '/' },
  applies: 'restart',
})

export const offeredProtocols = option({
  schema: protocolText,
  demand: protocolDemand,
  default: '',
  label: { en: 'Sub-protocols', 'zh-CN': '子协议' },
  help: {
    en: 'Offered to the server, the best first, with commas between; it must choose one. Empty: none.',
    'zh-CN': '按优先顺序提供给服务端的子协议，以逗号分隔；服务端须选其一。留空则不提供。',
  },
  group: 'address',
  control: { type: 'text', placeholder: 'mqtt, v1.json' },
  cli: { flag: '--ws-protocol', value: 'LIST' },
  applies: 'restart',
})

export const spokenProtocols = option({
  schema: protocolText,
  demand: protocolDemand,
  default: '',
  label: { en: 'Sub-protocols', 'zh-CN': '子协议' },
  help: {
    en: 'The first of these that a client offers is chosen; commas between. Empty, or none in common: none.',
    'zh-CN': '从中选取客户端提供的第一个，以逗号分隔。留空或没有共同的子协议则不选。',
  },
  group: 'address',
  control: { type: 'text', placeholder: 'mqtt, v1.json' },
  cli: { flag: '--ws-protocol', value: 'LIST' },
  applies: 'restart',
})

export const requestHeaders = option({
  schema: v.pipe(
    v.string(),
    v.maxLength(8_192),
    v.check((text) => parseHeaders(text) !== null, 'headers are lines of Name: value'),
  ),
  demand: {
    en: 'headers are lines of Name: value, at most 8,192 characters',
    'zh-CN': '请求头为每行一个“名称: 值”，最多 8,192 个字符',
  },
  default: '',
  label: { en: 'Request headers', 'zh-CN': '请求头' },
  help: {
    en: 'Sent with the request, one Name: value a line; one that exists already, such as Host or Origin, replaces it.',
    'zh-CN': '随请求发送，每行一个“名称: 值”；与已有的（如 Host、Origin）同名则取代之。',
  },
  group: 'websocket',
  control: { type: 'text', multiline: true, placeholder: 'Authorization: Bearer …' },
  cli: { flag: '--ws-header', value: 'HEADER', repeats: '\n' },
  applies: 'restart',
})

export const handshakeTimeout = option({
  schema: milliseconds(1, 600_000),
  default: 10_000,
  label: { en: 'Handshake time-out', 'zh-CN': '握手超时' },
  help: {
    en: 'How long the opening handshake may take, 1 to 600,000 ms, to the second.',
    'zh-CN': '打开握手的最长时间，1 到 600,000 毫秒，精确到秒。',
  },
  group: 'websocket',
  control: { type: 'number', unit: 'ms' },
  cli: { flag: '--ws-handshake-timeout', value: 'MS' },
  applies: 'live',
})

export const closeTimeout = option({
  schema: milliseconds(1, 600_000),
  default: 5_000,
  label: { en: 'Close time-out', 'zh-CN': '关闭超时' },
  help: {
    en: 'How long the peer may take to answer a close before the connection is ended all the same, 1 to 600,000 ms.',
    'zh-CN': '等待对端应答关闭的最长时间，超时则直接断开，1 到 600,000 毫秒。',
  },
  group: 'websocket',
  control: { type: 'number', unit: 'ms' },
  cli: { flag: '--ws-close-timeout', value: 'MS' },
  applies: 'live',
})

export const closeCode = option({
  schema: v.pipe(v.number(), v.integer(), v.check(isCloseCode, 'no code that a close may be sent with')),
  demand: {
    en: '1000 to 1014 but 1004, 1005 and 1006, or 3000 to 4999',
    'zh-CN': '1000 到 1014（1004、1005、1006 除外），或 3000 到 4999',
  },
  default: 1_000,
  label: { en: 'Close code', 'zh-CN': '关闭代码' },
  help: {
    en: 'What a close says where nobody chose another: at the stop, or at the end of the input. 1000 is a normal end.',
    'zh-CN': '未另行选择时关闭所用的代码：停止或输入结束时。1000 表示正常结束。',
  },
  group: 'websocket',
  control: { type: 'number' },
  cli: { flag: '--ws-close-code', value: 'CODE' },
  applies: 'live',
})

export const closeReason = option({
  schema: v.pipe(
    v.string(),
    v.check(
      (text) => reasonLength(text) <= longestReason,
      `a reason has at most ${longestReason} bytes of UTF-8`,
    ),
  ),
  demand: {
    en: `a reason has at most ${longestReason} bytes of UTF-8`,
    'zh-CN': `原因最多 ${longestReason} 字节（UTF-8）`,
  },
  default: '',
  label: { en: 'Close reason', 'zh-CN': '关闭原因' },
  help: {
    en: 'The reason that goes with the close code; empty for none.',
    'zh-CN': '随关闭代码发送的原因，留空则没有。',
  },
  group: 'websocket',
  control: { type: 'text' },
  cli: { flag: '--ws-close-reason', value: 'TEXT' },
  applies: 'live',
})

export const pingInterval = option({
  schema: milliseconds(0, 3_600_000),
  default: 0,
  label: { en: 'Ping every', 'zh-CN': '自动 ping 间隔' },
  help: {
    en: 'Pings each peer by itself and shows how long the answer takes, to the second, up to 3,600,000 ms. 0: never.',
    'zh-CN': '自动向每个对端发送 ping 并显示应答耗时，精确到秒，最长 3,600,000 毫秒。0 表示不发送。',
  },
  group: 'websocket',
  control: { type: 'number', unit: 'ms' },
  cli: { flag: '--ws-ping', value: 'MS' },
  applies: 'live',
})

export const sendsBinary = option({
  schema: v.boolean(),
  default: false,
  label: { en: 'Send binary', 'zh-CN': '发送二进制帧' },
  help: {
    en: 'Payloads that do not say themselves go in binary frames. Off: text in text frames, hex in binary ones.',
    'zh-CN': '未自行指定的载荷以二进制帧发送。关闭时，文本用文本帧，十六进制用二进制帧。',
  },
  group: 'websocket',
  control: { type: 'switch' },
  cli: { flag: '--ws-binary' },
  applies: 'live',
})

export const deflate = option({
  schema: v.boolean(),
  default: false,
  label: { en: 'Compress messages', 'zh-CN': '压缩消息' },
  help: {
    en: 'Use permessage-deflate (RFC 7692) where the other side agrees. Messages are recorded as they were before.',
    'zh-CN': '对方同意时使用 permessage-deflate（RFC 7692）。记录的是压缩前的消息。',
  },
  group: 'websocket',
  control: { type: 'switch' },
  cli: { flag: '--ws-deflate' },
  applies: 'restart',
})

export const messageLimit = option({
  schema: v.pipe(v.number(), v.integer(), v.minValue(64), v.maxValue(maxFrameLength)),
  default: 16_777_216,
  label: { en: 'Longest message', 'zh-CN': '消息上限' },
  help: {
    en: 'A longer message, once inflated, ends the connection with code 1009. 64 to 268,435,456 bytes.',
    'zh-CN': '解压后更长的消息将以代码 1009 结束连接。64 到 268,435,456 字节。',
  },
  group: 'websocket',
  control: { type: 'number', unit: 'bytes' },
  cli: { flag: '--ws-max-message', value: 'BYTES' },
  applies: 'restart',
})

/** A WebSocket is upgraded from HTTP, not from plain text: TLS is there from the first byte or not at all. */
export const withTls = option({
  schema: v.picklist(['off', 'direct']),
  default: 'off',
  label: tlsOptions.tls.label,
  help: {
    en: 'Off for ws://, on for wss://: TLS from the first byte.',
    'zh-CN': '关闭为 ws://，开启为 wss://：从第一个字节起使用 TLS。',
  },
  group: 'tls',
  control: {
    type: 'choice',
    choices: [
      { value: 'off', label: { en: 'off (ws://)', 'zh-CN': '关闭（ws://）' } },
      { value: 'direct', label: { en: 'on (wss://)', 'zh-CN': '开启（wss://）' } },
    ],
  },
  applies: 'restart',
})
